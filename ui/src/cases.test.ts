/** Cases on a payment, by keys alone, in the whole window on a faked till. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "./App.svelte";
import { FakeTill } from "./testing/fake_till";
import { attemptIn, paymentView } from "./testing/samples";

const HOSTILE = "<b id='stolen'>he paid</b> \u202e'); DROP TABLE leg;";

async function history() {
  const fake = new FakeTill();
  fake.attempts = [attemptIn("paid", { id: "a1" })];
  fake.install();
  render(App);
  const user = userEvent.setup();
  await user.keyboard("{F3}");
  return { fake, user };
}

describe("a case on a payment", () => {
  it("is opened, noted in and closed, and is listed while it is open", async () => {
    const { fake, user } = await history();
    await user.click(await screen.findByTestId("history-row"));
    await user.keyboard("{Control>}n{/Control}1{F10}");
    await screen.findByTestId("case");
    expect(fake.called("open_case")).toEqual([
      { payment: "a1", why: "Customer says he paid twice" },
    ]);
    await user.keyboard("{Control>}n{/Control}");
    await user.type(screen.getByTestId("reason"), HOSTILE);
    await user.keyboard("{F10}");
    await waitFor(() => expect(screen.getAllByTestId("case-said")).toHaveLength(2));
    expect(screen.getAllByTestId("case-said")[1]).toHaveTextContent("<b id='stolen'>he paid</b>");
    expect(document.getElementById("stolen")).toBeNull();
    await user.keyboard("{Control>}o{/Control}");
    expect(await screen.findByTestId("case-row")).toHaveTextContent("Customer says he paid twice");
    await user.keyboard("{Control>}e{/Control}3{F10}");
    await waitFor(() => expect(screen.queryByTestId("case-row")).toBeNull());
    expect(fake.called("close_case")).toEqual([
      { id: "case-0", outcome: "The payment was in order" },
    ]);
  });

  it("is not opened by Enter, nor without words", async () => {
    const { fake, user } = await history();
    await user.click(await screen.findByTestId("history-row"));
    await user.keyboard("{Control>}n{/Control}{F10}");
    expect(screen.getByTestId("case-dialog")).toBeInTheDocument();
    await user.keyboard("1{Enter}");
    expect(screen.queryByTestId("case-dialog")).toBeNull();
    expect(fake.called("open_case")).toEqual([]);
  });

  it("is opened on a payment that waits", async () => {
    const fake = new FakeTill();
    fake.payments.list = [paymentView({ receipt: "UKN0PAY001" })];
    fake.install();
    render(App);
    const user = userEvent.setup();
    await user.keyboard("{F2}");
    await screen.findByTestId("case-notes");
    await user.keyboard("{Control>}n{/Control}4{F10}");
    await screen.findByTestId("case");
    expect(fake.called("open_case")).toEqual([
      { payment: "UKN0PAY001", why: "Not the customer's payment" },
    ]);
  });
});
