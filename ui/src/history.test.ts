/** History in the whole window on a faked till: prompts and payments that came by themselves. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import App from "./App.svelte";
import { FakeTill } from "./testing/fake_till";
import { attemptIn, NOW_MS, paymentPage } from "./testing/samples";

const RECEIPT = "UKN5T0I7QO";
let fake: FakeTill;

beforeEach(() => {
  fake = new FakeTill().install();
  fake.attempts = [attemptIn("paid", { receipt: "UKN8C2B1AA" })];
  fake.payments.found = [{
    receipt: RECEIPT, amount_cents: 35_000, paid_at_ms: NOW_MS - 60_000, payer: "2547•••••678",
    name: "WANJIKU", stands: "waiting",
  }];
  fake.payments.pages.set(RECEIPT, paymentPage("possible"));
});

async function open() {
  render(App);
  const user = userEvent.setup();
  await user.keyboard("{F3}");
  await waitFor(() => expect(screen.getAllByTestId("history-row")).toHaveLength(2));
  return user;
}

it("a payment that came by itself is found by its payer's name, and its page opens by Enter", async () => {
  const user = await open();
  await user.keyboard("wanji");
  await waitFor(() => expect(screen.getAllByTestId("history-row")).toHaveLength(1));
  const row = screen.getByTestId("history-row");
  expect(row).toHaveTextContent("WANJIKU");
  expect(row).toHaveTextContent("07•• ••• 678");
  expect(row).toHaveTextContent("Waits for a sale");
  await user.keyboard("{ArrowDown}{Enter}");
  expect(await screen.findByTestId("receipt-detail")).toHaveTextContent(RECEIPT);
  expect(row).toHaveAttribute("aria-expanded", "true");
  await user.keyboard("{Escape}");
  expect(screen.queryByTestId("receipt-detail")).toBeNull();
});

it("what comes by itself while the history is open appears in it", async () => {
  await open();
  const later = { ...fake.payments.found[0]!, receipt: "UKN5T0I7QB", stands: "given" as const };
  fake.payments.found = [later, ...fake.payments.found];
  await fake.wait([]);
  await waitFor(() => expect(screen.getAllByTestId("history-row")).toHaveLength(3));
});

it("says what can be looked for where nothing fits", async () => {
  const user = await open();
  await user.keyboard("nobody");
  expect(await screen.findByText("Nothing found for “nobody”")).toBeVisible();
});
