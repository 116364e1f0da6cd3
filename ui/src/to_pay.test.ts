/** What a customer is shown who pays by himself, by keys alone, in the whole window. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { emit } from "@tauri-apps/api/event";
import { beforeEach, describe, expect, it } from "vitest";
import App from "./App.svelte";
import { FakeTill } from "./testing/fake_till";
import { errorOf, tillView } from "./testing/samples";
import { counterLeg, saleOf } from "./testing/sales";

let fake: FakeTill;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(async () => {
  fake = new FakeTill();
  fake.till = tillView({ shortcode: "174379", shortcode_kind: "pay_bill" });
  fake.install();
  render(App);
  await screen.findByText("Amina");
  await waitFor(() => expect(fake.called("open_sales")).toHaveLength(1));
  user = userEvent.setup();
});

const shown = () => screen.findByTestId("pay-code");

describe("the QR", () => {
  it("opens the sale that was typed, and is put away by Enter", async () => {
    await user.keyboard("350{Control>}q{/Control}");
    expect(await shown()).toHaveTextContent("Account 0301 Amount KES 350");
    expect(fake.called("open_sale")).toEqual([{ total: "350" }]);
    expect(fake.called("pay_code")[0]).toMatchObject({ part: null });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("pay-code")).toBeNull());
    expect(screen.getByTestId("sale-card")).toBeVisible();
    expect(fake.called("prompt_rest")).toEqual([]);
  });

  it("is for the part that was typed", async () => {
    await user.keyboard("500{F6}");
    await screen.findByTestId("sale-card");
    await user.keyboard("200{Control>}q{/Control}");
    expect(await shown()).toHaveTextContent("KES 200");
    expect(fake.called("pay_code")[0]).toMatchObject({ part: "200" });
  });

  it("says what it is: words, when Safaricom draws none", async () => {
    await user.keyboard("350{Control>}q{/Control}");
    expect(await shown()).toHaveAttribute("data-of", "words");
    expect(await shown()).toHaveTextContent("shows any camera what to type");
  });

  it("is gone as soon as the sale does not need so much any more", async () => {
    await user.keyboard("350{Control>}q{/Control}");
    await shown();
    const id = fake.sales.list[0]?.id ?? "";
    const paid = [counterLeg("l", "cash", 10_000)];
    await emit("sale-changed", saleOf(301, 35_000, paid, { id }));
    await waitFor(() => expect(screen.queryByTestId("pay-code")).toBeNull());
  });

  it("tells why there is none, and leaves the sale", async () => {
    fake.refusals = { pay_code: errorOf("bad_amount") };
    await user.keyboard("350{Control>}q{/Control}");
    expect(await screen.findByTestId("error")).toHaveTextContent("Nothing was sent.");
    expect(screen.getByTestId("sale-card")).toBeVisible();
  });
});

describe("the customer of a PayBill", () => {
  it("can be told the sale's number while it waits for money, and no longer", async () => {
    await user.keyboard("350{F6}");
    expect(await screen.findByTestId("account")).toHaveTextContent("Account: 0301");
    await user.keyboard("{F4}{Enter}");
    await waitFor(() => expect(screen.queryByTestId("account")).toBeNull());
  });
});
