/** What a sale owes and goods that come back, by keys alone, in the whole window on a faked till. */
import { emit } from "@tauri-apps/api/event";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "./App.svelte";
import type { SaleView } from "./ipc/bindings";
import { FakeTill } from "./testing/fake_till";
import { personView } from "./testing/samples";
import { counterLeg, saleOf } from "./testing/sales";

const card = () => screen.findByTestId("sale-card");
const says = async (state: string) =>
  waitFor(async () => expect(await card()).toHaveAttribute("data-state", state));

/** Shows a paid sale of today, of which so much is owed, on the panel. */
async function show(change: Partial<SaleView>) {
  const fake = new FakeTill();
  const legs = [counterLeg("l1", "cash", 20_000), counterLeg("l2", "card", 15_000)];
  fake.sales.list = [saleOf(214, 35_000, legs, change)];
  fake.install();
  render(App);
  const user = userEvent.setup();
  const [row] = await screen.findAllByTestId("today-row");
  await user.click(row!);
  await card();
  return { fake, user };
}

describe("what is owed", () => {
  it("is handed out by one key that says how much, and then the sale is paid", async () => {
    const { fake, user } = await show({ owed_cents: 5_000 });
    await says("over");
    expect(screen.getByTestId("owed-cash")).toHaveTextContent("KES 50");
    expect(screen.getByTestId("next")).toHaveTextContent("Leave it owed");
    await user.keyboard("{F10}");
    await says("covered");
    expect(fake.called("pay_out")).toEqual([
      { sale: "sale-214", amount: "50", how: "cash", second: null },
    ]);
    expect(screen.getByTestId("refund")).toHaveAttribute("data-what", "cash");
    await user.keyboard("{F10}");
    expect(fake.called("pay_out")).toHaveLength(1);
  });

  it("is a tip by one key", async () => {
    const { fake, user } = await show({ owed_cents: 5_000 });
    await user.keyboard("{F12}");
    await says("covered");
    expect(fake.called("pay_out")).toEqual([
      { sale: "sale-214", amount: "50", how: "tip", second: null },
    ]);
  });

  it("was too much: a tip is none, and the customer brings the rest, by one key each", async () => {
    const { fake, user } = await show({
      overpaid_cents: 3_000, no_tip_cents: 2_000, state: "returned",
    });
    await waitFor(() => expect(screen.getByTestId("hand-back")).toHaveTextContent("KES 20 was no tip"));
    await user.keyboard("{F10}");
    await waitFor(() => expect(screen.getByTestId("hand-back")).toHaveTextContent("Take KES 30 back"));
    await user.keyboard("{F10}");
    await says("covered");
    expect(fake.called("hand_back")).toEqual([
      { sale: "sale-214", amount: "20", how: "tip" },
      { sale: "sale-214", amount: "30", how: "cash" },
    ]);
    expect(screen.queryByTestId("hand-back")).toBeNull();
    await user.keyboard("{F10}");
    expect(fake.called("hand_back")).toHaveLength(2);
  });

  it("stays owed when the next customer comes", async () => {
    const { fake, user } = await show({ owed_cents: 5_000 });
    await user.keyboard("{Enter}");
    expect(screen.getByTestId("amount")).toHaveFocus();
    expect(fake.called("pay_out")).toEqual([]);
  });
});

describe("what is beyond the owner's limits", () => {
  const person = "p2";

  async function ask() {
    const shown = await show({ owed_cents: 500_000 });
    shown.fake.people.add(personView({ id: person, name: "Achieng", role: "supervisor" }), "8026");
    await emit("people-changed", shown.fake.people.list);
    shown.fake.sales.wantsSecond.add("pay_out");
    await shown.user.keyboard("{F10}");
    const dialog = await screen.findByTestId("approval");
    expect(dialog).toHaveTextContent("Hand out KES 5,000 of sale 0214?");
    return shown;
  }

  it("is done when a second person agrees by a PIN", async () => {
    const { fake, user } = await ask();
    expect(fake.sales.list[0]!.owed_cents).toBe(500_000);
    await user.keyboard("8026{Enter}");
    await says("covered");
    const second = { person, pin: "8026" };
    expect(fake.called("pay_out").map((args) => args.second)).toEqual([null, second]);
    expect(screen.queryByTestId("approval")).toBeNull();
  });

  it("is not done when nobody agrees, and can be asked for again", async () => {
    const { fake, user } = await ask();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("approval")).toBeNull());
    await says("over");
    expect(fake.called("pay_out")).toHaveLength(1);
    await user.keyboard("{F10}");
    expect(await screen.findByTestId("approval")).toBeInTheDocument();
  });
});

describe("goods that come back", () => {
  it("are paid out of the drawer with a reason, once", async () => {
    const { fake, user } = await show({});
    await user.keyboard("{F9}1");
    await user.clear(screen.getByTestId("refund-amount"));
    await user.type(screen.getByTestId("refund-amount"), "120");
    await user.keyboard("{F10}");
    await says("returned");
    expect(fake.called("refund_in_cash")).toEqual([
      {
        sale: "sale-214", amount: "120", returned: "0", reason: "Broken or spoilt", second: null,
      },
    ]);
    expect(screen.getAllByTestId("refund")).toHaveLength(2);
    expect(await card()).toHaveAttribute("data-give-goods", "false");
    expect(screen.queryByTestId("void")).toBeNull();
  });

  it("are not paid for beyond what was paid, and by Enter not at all", async () => {
    const { fake, user } = await show({});
    await user.keyboard("{F9}1");
    await user.clear(screen.getByTestId("refund-amount"));
    await user.type(screen.getByTestId("refund-amount"), "351");
    expect(screen.getByTestId("refund-now")).toBeDisabled();
    await user.keyboard("{F10}{Enter}");
    await waitFor(() => expect(screen.queryByTestId("refund-dialog")).toBeNull());
    expect(fake.called("refund_in_cash")).toEqual([]);
  });

  it("are refused when something was given back meanwhile", async () => {
    const { fake, user } = await show({});
    await user.keyboard("{F9}1");
    fake.sales.list = fake.sales.list.map((sale) => ({ ...sale, returned_cents: 100 }));
    await user.keyboard("{F10}");
    expect(await screen.findByText(/Something was given back meanwhile/)).toBeVisible();
    expect(screen.getByTestId("refund-dialog")).toBeVisible();
  });
});
