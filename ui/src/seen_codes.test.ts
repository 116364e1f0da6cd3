/** Codes that pay on sight, in the whole window on a faked till. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import App from "./App.svelte";
import { FakeTill } from "./testing/fake_till";

const CODE = "UKO5T0I7QX";

async function open(paidTo: string | null) {
  const fake = new FakeTill();
  fake.sales.paidTo = paidTo;
  fake.install();
  render(App);
  const user = userEvent.setup();
  await screen.findByTestId("amount");
  return { fake, user };
}

/** Rings up KES 350 and looks the code up that the customer shows. */
async function look(user: ReturnType<typeof userEvent.setup>) {
  await user.keyboard("350{Control>}k{/Control}");
  await user.type(await screen.findByTestId("typed-code"), `${CODE}{Enter}`);
  await screen.findByTestId("code-answer");
}

it("one key lets a code that nobody heard of pay on sight, and it is never shown as paid", async () => {
  const { fake, user } = await open("Pochi 0712 345 678");
  await look(user);
  expect(screen.getByTestId("paid-elsewhere")).toHaveTextContent("Pochi 0712 345 678");
  await user.keyboard("{F9}");
  const card = await screen.findByTestId("sale-card");
  await waitFor(() => expect(card).toHaveAttribute("data-state", "covered"));
  const [taken] = fake.called("take_seen_code");
  expect(taken).toMatchObject({ typed: CODE, amount: "350", second: null });
  const leg = screen.getByTestId("leg");
  expect(leg).toHaveAttribute("data-tone", "unsure");
  expect(leg).toHaveTextContent(CODE);
  expect(leg).toHaveTextContent("Code seen, not verified");
  await user.keyboard("{Enter}");
  await look(user);
  expect(screen.queryByTestId("see-code")).toBeNull();
});

it("nothing pays on sight unless the owner lets it, who says where customers pay", async () => {
  const { fake, user } = await open(null);
  await look(user);
  expect(screen.queryByTestId("see-code")).toBeNull();
  await user.keyboard("{Escape}{F7}");
  await user.type(await screen.findByTestId("paid-to"), "Equity PayBill 247247{Enter}");
  await waitFor(() =>
    expect(screen.getByTestId("sight-said")).toHaveTextContent("Equity PayBill 247247"));
  const badge = { person: fake.people.list[0]!.id, pin: null };
  expect(fake.called("set_paid_to")).toEqual([{ badge, place: "Equity PayBill 247247" }]);
});

it("a second person agrees to goods for a code beyond the owner's limit", async () => {
  const { fake, user } = await open("Pochi");
  fake.sales.wantsSecond.add("take_seen_code");
  await look(user);
  await user.keyboard("{F9}");
  const asked = await screen.findByTestId("approval");
  expect(asked).toHaveTextContent("seen and not verified?");
});
