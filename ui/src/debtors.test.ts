/** Goods on credit and debtors, on a faked till. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "./App.svelte";
import { debtorView } from "./testing/fake_debtors";
import { FakeTill } from "./testing/fake_till";
import { offerOf, paymentView } from "./testing/samples";

async function open(debtors = [debtorView()]) {
  const fake = new FakeTill();
  fake.debtors.list = debtors;
  fake.install();
  render(App);
  await waitFor(() => expect(screen.getByTestId("amount")).toBeVisible());
  return { fake, user: userEvent.setup() };
}

describe("on credit", () => {
  it("goes to whom the cashier finds by a part of his phone", async () => {
    const achieng = debtorView({ id: "debtor-2", name: "Achieng", phone: "254722000111" });
    const { fake, user } = await open([debtorView(), achieng]);
    await user.keyboard("300{Control>}d{/Control}");
    await waitFor(() => expect(screen.getByTestId("find-debtor")).toHaveFocus());
    await user.keyboard("0722");
    expect(screen.getAllByTestId("debtor")).toHaveLength(1);
    expect(screen.getByTestId("credit-left")).toHaveTextContent("KES 1,500 left of KES 2,000");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("credit-dialog")).toBeNull());
    expect(fake.called("put_on_credit")).toMatchObject([{ debtor: "debtor-2", amount: "300" }]);
    expect(screen.getByTestId("debtor-of")).toHaveTextContent("Achieng");
  });

  it("writes somebody new down without leaving the sale", async () => {
    const { fake, user } = await open([]);
    await user.keyboard("300{Control>}d{/Control}");
    await waitFor(() => expect(screen.getByTestId("find-debtor")).toHaveFocus());
    await user.keyboard("Mama Njeri{F9}");
    await waitFor(() => expect(screen.getByTestId("debtor-name")).toHaveFocus());
    expect(screen.getByTestId("debtor-name")).toHaveValue("Mama Njeri");
    await user.type(screen.getByTestId("debtor-phone"), "0733000111");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByTestId("debtor")).toHaveTextContent("Mama Njeri"));
    expect(fake.called("add_debtor")).toEqual([{ name: "Mama Njeri", phone: "0733000111" }]);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByTestId("error")).toHaveAttribute(
      "data-code", "beyond_credit",
    ));
    expect(screen.getByTestId("credit-dialog")).toBeVisible();
  });

  it("puts nothing on credit when the question is left", async () => {
    const { fake, user } = await open();
    await user.keyboard("300{Control>}d{/Control}");
    await waitFor(() => expect(screen.getByTestId("find-debtor")).toHaveFocus());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("credit-dialog")).toBeNull());
    expect(fake.called("put_on_credit")).toEqual([]);
  });
});

describe("a payment that came by itself", () => {
  it("is offered to a debtor, and given to him by one key alone", async () => {
    const { fake, user } = await open();
    const offer = { ...offerOf(0, 50_000), id: "debtor-1", sale_number: null, debtor: debtorView() };
    await fake.wait([paymentView({ receipt: "UKN8C2B1AB", amount_cents: 50_000, offers: [offer] })]);
    await user.keyboard("{F2}");
    expect(await screen.findByTestId("offer")).toHaveTextContent("Otieno owes KES 500");
    expect(fake.called("settle_debt")).toEqual([]);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByTestId("sale-card")).toBeVisible());
    expect(fake.called("settle_debt")).toEqual([
      { receipt: "UKN8C2B1AB", debtor: "debtor-1", second: null },
    ]);
  });
});

describe("debts", () => {
  it("keep what is owed when a name or a phone is changed", async () => {
    const { fake, user } = await open();
    await user.keyboard("{Control>}b{/Control}");
    expect(await screen.findByTestId("debtor-desk")).toHaveTextContent("Otieno");
    await user.keyboard("{F8}");
    const called = await screen.findByTestId("debtor-name");
    expect(called).toHaveValue("Otieno");
    await user.clear(called);
    await user.type(called, "Otieno Odhiambo{Enter}");
    await waitFor(() => expect(screen.queryByTestId("debtor-dialog")).toBeNull());
    expect(screen.getByTestId("debtor-desk")).toHaveTextContent("Otieno Odhiambo");
    expect(screen.getByTestId("debtor-says")).toHaveTextContent("KES 500 is still owed.");
    expect(fake.called("change_debtor")).toMatchObject([
      { id: "debtor-1", name: "Otieno Odhiambo" },
    ]);
    expect(fake.called("add_debtor")).toEqual([]);
  });

  it("teach the next step while nobody owes anything", async () => {
    const { user } = await open([]);
    await user.keyboard("{Control>}b{/Control}");
    expect(await screen.findByText(/The owner says here how much/)).toBeVisible();
  });

  it("are repaid as a sale is paid, and never beyond what is owed", async () => {
    const { fake, user } = await open();
    await user.keyboard("{Control>}b{/Control}");
    await waitFor(() => expect(screen.getByTestId("debtor-says")).toHaveTextContent("KES 500"));
    const amount = screen.getByTestId("repay-amount");
    await user.clear(amount);
    await user.type(amount, "501");
    expect(screen.getByTestId("repay")).toBeDisabled();
    await user.clear(amount);
    await user.type(amount, "200{Enter}");
    await waitFor(() => expect(screen.getByTestId("sale-card")).toBeVisible());
    expect(fake.called("open_repayment")).toEqual([{ debtor: "debtor-1", amount: "200" }]);
    expect(screen.queryByTestId("credit")).toBeNull();
  });

  it("have a limit that an owner sets, and end with the name erased", async () => {
    const { fake, user } = await open([debtorView({ owes_cents: 0, since_ms: null })]);
    await user.keyboard("{Control>}b{/Control}");
    const limit = await screen.findByTestId("debtor-limit");
    await user.clear(limit);
    await user.type(limit, "3000{Enter}");
    await waitFor(() => expect(fake.called("limit_debtor")).toHaveLength(1));
    expect(fake.called("limit_debtor")[0]).toMatchObject({ id: "debtor-1", limit: "3000" });
    await user.click(screen.getByTestId("erase-debtor"));
    expect(fake.called("erase_debtor")).toEqual([]);
    await user.click(screen.getByTestId("erase-debtor-now"));
    await waitFor(() => expect(screen.queryByTestId("debtor")).toBeNull());
  });
});
