import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import App from "./App.svelte";
import { FakeTill } from "./testing/fake_till";
import { attemptIn, errorOf, setUpView, tillView } from "./testing/samples";

let fake: FakeTill;

beforeEach(() => void (fake = new FakeTill().install()));

async function open(): Promise<ReturnType<typeof userEvent.setup>> {
  render(App);
  await screen.findByText("Amina");
  await waitFor(() => expect(fake.called("waiting")).toHaveLength(1));
  return userEvent.setup();
}

async function sell(user: ReturnType<typeof userEvent.setup>): Promise<void> {
  await user.keyboard("350{Enter}0712345678{Enter}");
  await screen.findByTestId("state-card");
}

const card = () => screen.getByTestId("state-card");

describe("selling", () => {
  it("needs no mouse from the first digit to the next customer", async () => {
    const user = await open();
    await sell(user);
    expect(fake.called("charge")).toEqual([{ amount: "350", phone: "0712345678", anyway: false }]);
    expect(card()).toHaveAttribute("data-state", "prompted");
    await user.keyboard("{Enter}");
    expect(screen.getByTestId("amount")).toHaveFocus();
    expect(screen.getAllByTestId("chip")).toHaveLength(1);
  });

  it("groups the phone as it is typed and says what is wrong with it", async () => {
    const user = await open();
    await user.keyboard("350{Enter}071234567{Enter}");
    expect(screen.getByTestId("phone")).toHaveValue("0712 345 67");
    expect(screen.getByText(/too short/)).toBeVisible();
    expect(fake.called("charge")).toEqual([]);
  });

  it("takes the number of a practice phone that is tapped", async () => {
    const user = await open();
    await user.keyboard("350");
    await user.click(screen.getByText("Brian Otieno"));
    expect(screen.getByTestId("phone")).toHaveValue("0722 913 913");
    await user.keyboard("{Enter}");
    expect(fake.called("charge")).toEqual([{ amount: "350", phone: "0722913913", anyway: false }]);
  });

  it("shows the code when the practice customer enters the PIN", async () => {
    const user = await open();
    await sell(user);
    await user.click(await screen.findByTestId("act-accept"));
    expect(await screen.findByTestId("receipt-code")).toHaveTextContent("UKN5T0I7QO");
    expect(card()).toHaveAttribute("data-state", "paid");
  });

  it("holds an answered prompt still, so that a second tap hits no other phone", async () => {
    const user = await open();
    await sell(user);
    await user.click(await screen.findByTestId("act-accept"));
    await screen.findByTestId("receipt-code");
    expect(screen.getByTestId("act-accept")).toBeDisabled();
    await waitFor(() => expect(screen.queryByTestId("act-accept")).toBeNull());
  });

  it("is off with a cause in words when the till can't prompt", async () => {
    fake.till = tillView({ can_prompt: false, trouble: errorOf("not_set_up") });
    const user = await open();
    await user.keyboard("350{Enter}0712345678{Enter}");
    expect(screen.getByTestId("error")).toHaveTextContent("No prompts can be sent yet.");
    expect(fake.called("charge")).toEqual([]);
  });

  it("of Escape brings back what was cleared by Ctrl+Z", async () => {
    const user = await open();
    await user.keyboard("350{Escape}");
    expect(screen.getByTestId("amount")).toHaveValue("");
    await user.keyboard("{Control>}z{/Control}");
    expect(screen.getByTestId("amount")).toHaveValue("350");
  });
});

describe("an earlier prompt without a known end", () => {
  it("is said, and asked over by a second key of its own", async () => {
    fake.refusals.charge = errorOf("unresolved_on_phone");
    const user = await open();
    await user.keyboard("350{Enter}0712345678{Enter}");
    expect(await screen.findByTestId("ask-anyway")).toBeVisible();
    await user.keyboard("{Enter}");
    fake.refusals = {};
    await user.keyboard("{F10}");
    await screen.findByTestId("state-card");
    expect(fake.called("charge").map((call) => call.anyway)).toEqual([false, false, true]);
  });

  it("bars the second prompt of a sale in the same way", async () => {
    fake.attempts = [attemptIn("failed")];
    fake.refusals.prompt_again = errorOf("unresolved_on_phone");
    const user = await open();
    await user.click(await screen.findByTestId("today-row"));
    await user.keyboard("{F10}{F6}");
    fake.refusals = {};
    await user.click(await screen.findByTestId("ask-anyway"));
    expect(fake.called("prompt_again").map((call) => call.anyway)).toEqual([false, true]);
  });
});

describe("the encrypted file", () => {
  it("is opened by its passphrase after a start, and selling goes on", async () => {
    const wanted = errorOf("passphrase_wanted");
    fake.till = tillView({ environment: "production", can_prompt: false, trouble: wanted });
    fake.setUp = setUpView({ environment: "production", keyring: "sealed" });
    const user = await open();
    await user.keyboard("{F7}");
    await user.type(await screen.findByTestId("passphrase"), "a long enough one");
    fake.till = tillView({ environment: "production" });
    await user.keyboard("{Enter}");
    expect(await screen.findByTestId("amount")).toBeVisible();
    expect(fake.called("unlock")).toEqual([{ passphrase: "a long enough one" }]);
    expect(fake.called("prove_set_up")).toEqual([]);
  });
});

describe("the state card", () => {
  it("rewords itself with each event, loudly when paid", async () => {
    const user = await open();
    await sell(user);
    const { id, drafted_at_ms } = fake.attempts[0] ?? attemptIn("prompted");
    await fake.change(attemptIn("unsure", { id, drafted_at_ms }));
    await waitFor(() => expect(card()).toHaveAttribute("data-state", "unsure"));
    await fake.change(attemptIn("paid", { id, drafted_at_ms }));
    await waitFor(() => expect(card()).toHaveAttribute("data-state", "paid"));
    const loud = card().querySelector("[aria-live=assertive]");
    expect(loud).toHaveTextContent("Paid. Give the goods.");
  });

  it("offers F6 after a failure and asks once", async () => {
    const failed = attemptIn("failed");
    fake.attempts = [failed];
    const user = await open();
    await user.click(await screen.findByTestId("today-row"));
    await user.keyboard("{F6}");
    expect(fake.called("prompt_again")).toEqual([{ attempt: "a1", anyway: false }]);
    await waitFor(() => expect(card()).toHaveAttribute("data-state", "prompted"));
  });

  it("goes with Delete while the payment stays in Just now", async () => {
    fake.attempts = [attemptIn("unsure")];
    const user = await open();
    await user.keyboard("{Alt>}1{/Alt}");
    expect(card()).toBeVisible();
    await user.keyboard("{F9}{Delete}");
    await waitFor(() => expect(screen.queryByTestId("state-card")).toBeNull());
    expect(fake.called("check_now")).toHaveLength(1);
    expect(screen.queryByTestId("chip")).toBeNull();
    expect(screen.getByTestId("today-row")).toBeVisible();
  });
});

describe("the other places", () => {
  it("find a payment and tell its story", async () => {
    fake.attempts = [attemptIn("paid"), attemptIn("failed", { id: "a2", phone: "254700000001" })];
    const user = await open();
    await user.keyboard("{F3}");
    expect(await screen.findAllByTestId("history-row")).toHaveLength(2);
    await user.keyboard("ukn5");
    await waitFor(() => expect(screen.getAllByTestId("history-row")).toHaveLength(1));
    await user.click(screen.getByTestId("history-row"));
    expect(await screen.findAllByTestId("moment")).toHaveLength(5);
  });

  it("prove the set-up and show the tick only then", async () => {
    const user = await open();
    await user.keyboard("{F7}");
    await user.click(await screen.findByTestId("environment-sandbox"));
    await user.type(screen.getByTestId("pay-bill"), "174379");
    await user.type(screen.getByTestId("consumer-key"), "key");
    await user.type(screen.getByTestId("consumer-secret"), "secret");
    expect(screen.getByTestId("set-up-answer")).toHaveAttribute("data-status", "unproved");
    await user.type(screen.getByTestId("passkey"), "passkey{Enter}");
    await waitFor(() =>
      expect(screen.getByTestId("set-up-answer")).toHaveAttribute("data-status", "proved"));
    expect(fake.called("prove_set_up")).toHaveLength(1);
  });

  it("speak Swahili at one press, and remember it", async () => {
    const user = await open();
    await user.click(screen.getByTestId("lang-switch"));
    expect(screen.getByText("Pesa za kulipa")).toBeVisible();
    expect(localStorage.getItem("kaunta.language")).toBe("sw");
    expect(document.documentElement.lang).toBe("sw");
  });

  it("tell why the till did not start, and try again", async () => {
    fake.refusals.till = errorOf("book_busy");
    render(App);
    expect(await screen.findByText(/Another Kaunta is using this book/)).toBeVisible();
    fake.refusals = {};
    await userEvent.click(screen.getByText("Try again"));
    expect(await screen.findByTestId("amount")).toBeVisible();
  });
});
