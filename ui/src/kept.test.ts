/** A payment that is kept for a prompt, in the whole window on a faked till. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import App from "./App.svelte";
import type { KeptView } from "./ipc/bindings";
import { FakeTill } from "./testing/fake_till";
import { NOW_MS, paymentPage } from "./testing/samples";

const CODE = "UKN5T0I7QO";

function kept(waits: boolean): KeptView {
  return {
    receipt: CODE, amount_cents: 35_000, paid_at_ms: NOW_MS - 60_000, attempt: "attempt-1",
    sale_number: 214, waits,
    says: { en: "Kept for a prompt of sale 0214.", sw: "Yamewekewa ombi la mauzo 0214." },
    asks: { en: "Free KES 350? Sale 0214 loses it.", sw: "Achilia KES 350?" },
  };
}

async function open(waits: boolean) {
  const fake = new FakeTill();
  fake.payments.kept = [kept(waits)];
  fake.payments.wantsSecond = false;
  fake.payments.pages.set(CODE, paymentPage("impossible", { receipt: CODE, kept: kept(waits) }));
  fake.install();
  render(App);
  const user = userEvent.setup();
  await screen.findByTestId("amount");
  await user.keyboard("{F2}");
  return { fake, user };
}

it("Waiting leads to a stuck one, which is freed after what it risks was said", async () => {
  const { fake, user } = await open(false);
  await user.click(await screen.findByTestId("kept-row"));
  expect(await screen.findByTestId("kept")).toHaveTextContent("Kept for a prompt of sale 0214.");
  await user.keyboard("{F10}");
  expect(screen.getByTestId("free-asks")).toHaveTextContent("Sale 0214 loses it.");
  expect(fake.called("free_payment")).toEqual([]);
  await user.click(screen.getByTestId("free-payment"));
  await waitFor(() => expect(screen.getByTestId("payment-row")).toHaveTextContent(CODE));
  expect(fake.called("free_payment")).toEqual([
    { receipt: CODE, prompt: "attempt-1", second: null },
  ]);
  expect(screen.queryByTestId("kept-row")).toBeNull();
});

it("one that is only waited for is not shown on Waiting", async () => {
  await open(true);
  expect(screen.queryByTestId("kept-row")).toBeNull();
});
