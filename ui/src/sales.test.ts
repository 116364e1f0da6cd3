/** Sales in parts by keys alone, in the whole window on a faked till. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import App from "./App.svelte";
import { FakeTill } from "./testing/fake_till";

let fake: FakeTill;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(async () => {
  fake = new FakeTill().install();
  render(App);
  await screen.findByText("Amina");
  await waitFor(() => expect(fake.called("open_sales")).toHaveLength(1));
  user = userEvent.setup();
});

const card = () => screen.findByTestId("sale-card");
const says = async (state: string) =>
  waitFor(async () => expect(await card()).toHaveAttribute("data-state", state));

describe("cash", () => {
  it("needs one key, and shows the change before and after", async () => {
    await user.keyboard("350{F4}500");
    expect(screen.getByTestId("change")).toHaveTextContent("Change KES 150");
    await user.keyboard("{Enter}");
    await says("covered");
    expect(screen.getByTestId("amount-shown")).toHaveTextContent("150");
    await user.keyboard("{Enter}");
    expect(screen.getByTestId("amount")).toHaveFocus();
    expect(screen.queryByTestId("chip")).toBeNull();
  });

  it("goes back by Escape to the amount, which stays", async () => {
    await user.keyboard("350{F4}5{Escape}");
    expect(screen.getByTestId("amount")).toHaveValue("350");
    expect(fake.called("open_sale")).toEqual([]);
  });
});

describe("a split", () => {
  it("takes cash, asks a phone for the rest, and gives the goods when both are there", async () => {
    await user.keyboard("500{F6}");
    await says("open");
    expect(screen.getByText("Who pays what?")).toBeVisible();
    await user.keyboard("200{F4}{Enter}");
    await waitFor(() => expect(screen.getByTestId("missing")).toHaveTextContent("300"));
    await user.keyboard("{Enter}0712345678{Enter}");
    await waitFor(() => expect(fake.called("prompt_rest")).toHaveLength(1));
    await user.click(await screen.findByTestId("act-accept"));
    await says("covered");
    expect(await card()).toHaveAttribute("data-give-goods", "true");
  });

  it("waits under its chip while the next customer is served", async () => {
    await user.keyboard("500{F6}200{F4}{Enter}");
    await waitFor(() => expect(screen.getByTestId("missing")).toBeVisible());
    await user.keyboard("{Escape}");
    expect(screen.getByTestId("amount")).toHaveFocus();
    await user.keyboard("{Alt>}1{/Alt}");
    expect(await screen.findAllByTestId("leg")).toHaveLength(1);
    expect(screen.getByTestId("missing")).toHaveTextContent("300");
  });

  it("has two ringing practice phones, and each answers for its part", async () => {
    await user.keyboard("500{F6}200{Enter}0712345678{Enter}");
    await waitFor(() => expect(screen.getAllByTestId("leg")).toHaveLength(1));
    await user.keyboard("{Enter}0722913913{Enter}");
    await waitFor(() => expect(screen.getAllByTestId("act-accept")).toHaveLength(2));
    for (const button of screen.getAllByTestId("act-accept")) await user.click(button);
    await says("covered");
    const tones = screen.getAllByTestId("leg").map((leg) => leg.dataset.tone);
    expect(tones).toEqual(["paid", "paid"]);
  });

  it("is withdrawn knowingly by F10, and never by Enter", async () => {
    await user.keyboard("350{Enter}0712345678{Enter}");
    await screen.findByTestId("state-card");
    await user.keyboard("{F8}");
    const warning = await screen.findByTestId("warning");
    expect(warning).toHaveTextContent(
      "The prompt may still be paid. KES 350 would then be owed to the customer.",
    );
    await user.keyboard("{Enter}");
    expect(screen.queryByTestId("warning")).toBeNull();
    expect(screen.getByTestId("state-card")).toBeVisible();
    await user.keyboard("{F8}");
    await screen.findByTestId("warning");
    await user.keyboard("{F10}");
    await waitFor(() => expect(screen.getByTestId("missing")).toHaveTextContent("350"));
    expect(fake.called("withdraw_leg").map(({ anyway }) => anyway)).toEqual([false, false, true]);
  });
});

describe("a card", () => {
  it("is taken by F11 and Enter, and not by F11 alone", async () => {
    await user.keyboard("500{F6}");
    await says("open");
    await user.keyboard("{F11}");
    expect(screen.getByTestId("next")).toHaveTextContent("KES 500 was paid by card");
    await user.keyboard("{Escape}");
    await user.keyboard("{F11}{Enter}");
    await says("covered");
    expect(fake.called("take_other")).toHaveLength(1);
  });
});

describe("voiding", () => {
  it("wants a reason, says what goes back, and is not what Enter does", async () => {
    await user.keyboard("500{F6}200{F4}{Enter}");
    await waitFor(() => expect(screen.getByTestId("missing")).toBeVisible());
    await user.keyboard("{Control>}{Delete}{/Control}");
    const dialog = await screen.findByTestId("void-dialog");
    expect(dialog).toHaveTextContent("Void sale 0301, KES 500?");
    expect(dialog).toHaveTextContent("KES 200 goes back to the customer over the counter.");
    expect(screen.getByTestId("void-now")).toBeDisabled();
    await user.keyboard("{Enter}");
    expect(fake.called("void_sale")).toEqual([]);
    expect(screen.getByTestId("missing")).toBeVisible();
    await user.keyboard("{Control>}{Delete}{/Control}");
    await screen.findByTestId("void-dialog");
    await user.keyboard("3{F10}");
    await says("void");
    expect(fake.called("void_sale")[0]).toMatchObject({ reason: "Wrong goods", anyway: false });
    expect(screen.queryByTestId("void-dialog")).toBeNull();
  });

  it("of a sale whose prompt may still be paid asks a second time", async () => {
    await user.keyboard("350{Enter}0712345678{Enter}");
    await screen.findByTestId("state-card");
    await user.keyboard("{Control>}{Delete}{/Control}");
    await screen.findByTestId("void-dialog");
    await user.type(screen.getByTestId("reason"), "He left");
    await user.keyboard("{F10}");
    await screen.findByTestId("warning");
    await user.keyboard("{F10}");
    await says("void");
    expect(fake.called("void_sale").map(({ anyway }) => anyway)).toEqual([false, true]);
  });
});

describe("two open sales over the same amount", () => {
  async function openTwo(): Promise<void> {
    await user.keyboard("350{F6}");
    await says("open");
    await user.keyboard("{Escape}350{F6}");
    await waitFor(() => expect(fake.sales.list).toHaveLength(2));
  }

  it("are told apart by a shilling, for one key", async () => {
    await openTwo();
    expect(await screen.findByTestId("apart")).toHaveTextContent("Ask for KES 349");
    expect(fake.called("agree_total")).toEqual([]);
    await user.keyboard("{F9}");
    await waitFor(() => expect(fake.called("agree_total")).toHaveLength(1));
    expect(fake.called("agree_total")[0]).toMatchObject({ total: "349" });
    await waitFor(() => expect(screen.queryByTestId("apart")).toBeNull());
    expect(await card()).toHaveTextContent("KES 349");
  });

  it("stay as they are for whoever does not press it", async () => {
    await openTwo();
    await screen.findByTestId("apart");
    await user.keyboard("{F4}{Enter}");
    await says("covered");
    expect(fake.called("agree_total")).toEqual([]);
    expect(screen.queryByTestId("apart")).toBeNull();
  });
});
