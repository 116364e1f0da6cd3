import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeTill } from "../../testing/fake_till";
import { alarmView, attemptIn, errorOf, NOW_MS, paymentPage } from "../../testing/samples";

let fake: FakeTill;

beforeEach(() => void (fake = new FakeTill().install()));

async function open(): Promise<ReturnType<typeof userEvent.setup>> {
  render(App);
  await screen.findByText("Amina");
  await waitFor(() => expect(fake.called("alarms")).toHaveLength(1));
  return userEvent.setup();
}

const shown = () => screen.queryAllByTestId("alarm").map((row) => row.querySelector("p")?.textContent);

describe("an alarm", () => {
  it("says first what happened to the money, and masks the phone", async () => {
    fake.alarms = [alarmView()];
    await open();
    expect(await screen.findByTestId("alarm")).toBeVisible();
    expect(shown()).toEqual([
      "Paid after all: KES 350 from 0712 ••• 678 for sale 0214, at 19:02. "
        + "The goods were not given for it.",
    ]);
  });

  it("says what is owed, and the day when it was not today", async () => {
    const raised_at_ms = NOW_MS - 24 * 3_600_000;
    fake.alarms = [alarmView({ surplus_cents: 35_000, raised_at_ms })];
    await open();
    const row = await screen.findByTestId("alarm");
    expect(row).toHaveTextContent("at 19:02, Mon 23 Nov");
    expect(row).toHaveTextContent("KES 350 is owed to the customer.");
  });

  it("names no amount of a code that nobody has heard of", async () => {
    const claim = { amount_cents: 0, phone: null, receipt: "UKO5T0I7QX", sale_number: 214 };
    fake.alarms = [alarmView({ kind: "claim_denied", ...claim })];
    await open();
    expect(await screen.findByTestId("alarm")).toHaveTextContent(
      "Not paid: code UKO5T0I7QX, sale 0214, at 19:02. M-PESA does not know the code.",
    );
  });

  it("appears by itself, and F5 marks the oldest as seen", async () => {
    const user = await open();
    expect(shown()).toEqual([]);
    const conflict = alarmView({ id: "15.conflict", kind: "conflict" });
    await fake.raise([alarmView(), conflict]);
    await waitFor(() => expect(shown()).toHaveLength(2));
    await user.keyboard("{F5}");
    await waitFor(() => expect(shown()).toHaveLength(1));
    expect(fake.called("alarm_seen")).toEqual([{ alarm: "12.late_proof" }]);
    expect(screen.getByTestId("alarm")).toHaveAttribute("data-kind", "conflict");
  });

  it("stays when the book could not take that it was seen", async () => {
    fake.alarms = [alarmView()];
    fake.refusals.alarm_seen = errorOf("disk_full");
    const user = await open();
    await user.click(await screen.findByTestId("alarm-seen"));
    expect(await screen.findByTestId("error")).toHaveAttribute("data-code", "disk_full");
    expect(shown()).toHaveLength(1);
  });

  it("leads to the story of its payment", async () => {
    fake.alarms = [alarmView()];
    fake.attempts = [attemptIn("paid", { phone: "254712345678" })];
    const user = await open();
    await user.click(await screen.findByTestId("show-alarm"));
    await waitFor(() => expect(fake.called("timeline")).toEqual([{ attempt: "a1" }]));
    expect(fake.called("history")).toEqual([{ search: "0214" }]);
  });

  it("of a payment that can't be read leads nowhere", async () => {
    fake.alarms = [alarmView({ id: "9.unreadable", kind: "unreadable", phone: null })];
    await open();
    expect(await screen.findByTestId("alarm")).toHaveTextContent("Call the owner.");
    expect(screen.queryByTestId("show-alarm")).toBeNull();
  });

  it("says what the till says of the shop's account, and shows the sale where one is named", async () => {
    const said = { en: "KES 350 left the M-PESA account.", sw: "KES 350 zimetoka." };
    const left = alarmView({ id: "9.money_left", kind: "money_left", attempt: null, said });
    const untold = { ...left, id: "10.money_untold", kind: "money_untold" as const };
    fake.alarms = [left, { ...untold, sale_id: null, sale_number: null }];
    await open();
    expect(await screen.findAllByTestId("alarm")).toHaveLength(2);
    expect(shown()).toEqual([said.en, said.en]);
    expect(screen.getAllByTestId("show-alarm")).toHaveLength(1);
  });

  it("about a payment of no sale says its code and leads to its page", async () => {
    const receipt = "UKN5T0I7QO";
    fake.payments.pages.set(receipt, paymentPage("not_done"));
    fake.alarms = [alarmView({
      id: "9.not_sent_back", kind: "not_sent_back", attempt: null, receipt, sale_id: null,
      sale_number: null, phone: null, amount_cents: 10_000,
    })];
    const user = await open();
    await screen.findByTestId("alarm");
    expect(shown()[0]).toMatch(
      /^The money is still here: KES 100, code UKN5T0I7QO, at 19:02\. M-PESA did not/,
    );
    await user.click(screen.getByTestId("show-alarm"));
    expect(await screen.findByTestId("receipt-detail")).toHaveTextContent(receipt);
    expect(await screen.findByTestId("send-back")).toHaveAttribute("data-state", "not_done");
  });
});
