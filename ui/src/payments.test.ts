/** What customers pay by themselves, by keys alone, in the whole window on a faked till. */
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "./App.svelte";
import { FakeTill } from "./testing/fake_till";
import {
  attemptIn, errorOf, NOW_MS, offerOf, paymentView, personView, tillView,
} from "./testing/samples";
import { promptLeg, saleOf } from "./testing/sales";
import type { PaymentView, SaleView } from "./ipc/bindings";

let fake: FakeTill;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => void (fake = new FakeTill().install()));
afterEach(() => void vi.unstubAllGlobals());

/** Opens the window on such payments and open sales. */
async function open(payments: PaymentView[] = [], sales: SaleView[] = []): Promise<void> {
  fake.payments.list = payments;
  fake.sales.list = sales;
  fake.attempts = sales.flatMap(({ legs }) => legs.flatMap(({ attempts }) => attempts));
  render(App);
  await screen.findByText("Amina");
  await waitFor(() => expect(fake.called("waiting_payments")).toHaveLength(1));
  user = userEvent.setup();
}

async function openWaiting(payments: PaymentView[] = [], sales: SaleView[] = []): Promise<void> {
  await open(payments, sales);
  await user.keyboard("{F2}");
  await screen.findByRole("heading", { level: 1, name: "Waiting" });
}

const sale = (number: number, cents = 35_000) => saleOf(number, cents);
const rows = () => screen.queryAllByTestId("payment-row");
const desk = () => screen.getByTestId("payment-desk");
const stands = async (state: string) =>
  waitFor(() => expect(screen.getByTestId("sale-card")).toHaveAttribute("data-state", state));

describe("a payment that waits", () => {
  it("shows its amount, the masked phone, the code, and that it is not proved yet", async () => {
    await openWaiting([paymentView({ payer: "254712345678", reference: "0214" })]);
    const [row] = rows();
    expect(row).toHaveTextContent("350");
    expect(row).toHaveTextContent("07•• ••• 678");
    expect(row).not.toHaveTextContent("0712");
    expect(row).toHaveTextContent("UKN8C2B1AA");
    expect(row).toHaveTextContent("19:02");
    expect(row).toHaveTextContent("“0214”");
    expect(row).toHaveTextContent("Checking");
    expect(row).toHaveAttribute("data-proved", "false");
    expect(row?.querySelector("svg")).toHaveClass("unsure");
    expect(desk()).toHaveTextContent("Keep the goods until then.");
  });

  it("is green only once it is proved", async () => {
    await openWaiting([paymentView()]);
    await fake.wait([paymentView({ proved: true })]);
    await waitFor(() => expect(rows()[0]?.querySelector("svg")).toHaveClass("paid"));
    expect(desk()).toHaveTextContent("Safaricom has confirmed this payment.");
  });

  it("of an unknown payer says so, and of yesterday says the day", async () => {
    const paid_at_ms = NOW_MS - 24 * 3_600_000;
    await openWaiting([paymentView({ payer: null, paid_at_ms })]);
    expect(rows()[0]).toHaveTextContent("Phone not shown");
    expect(rows()[0]).toHaveTextContent("Mon 23 Nov");
  });

  it("is shown with the payer's name first, whatever it holds, and the number under it", async () => {
    const name = "<b>WANJIKU</b>\u202e";
    await openWaiting([paymentView({ name })]);
    expect(await screen.findByTestId("payer-name")).toHaveTextContent("<b>WANJIKU</b>\ufffd");
    expect(screen.getByTestId("payment-row")).toHaveTextContent("07•• ••• 678");
    expect(document.querySelector("[data-testid=payment-row] b")).toBeNull();
  });

  it("shows a hostile account as the text that it is", async () => {
    const reference = "<img src=x onerror=alert(1)>\u202e4120";
    await openWaiting([paymentView({ reference, offers: [offerOf(214)] })], [sale(214)]);
    expect(document.querySelector("img")).toBeNull();
    const shown = screen.getByTestId("payment-reference");
    expect(shown.tagName).toBe("BDI");
    expect(shown).toHaveTextContent("“<img src=x onerror=alert(1)>\ufffd4120”");
    expect(document.body.textContent).not.toContain("\u202e");
  });

  it("is counted on the rail, wherever the cashier is", async () => {
    await open();
    expect(screen.queryByTestId("waiting-count")).toBeNull();
    await fake.wait([paymentView(), paymentView({ receipt: "UKN8C2B1AB" })]);
    await waitFor(() => expect(screen.getByTestId("waiting-count")).toHaveTextContent("2"));
    await fake.wait([]);
    await waitFor(() => expect(screen.queryByTestId("waiting-count")).toBeNull());
  });

  it("says that nobody paid, and what the customer has to choose", async () => {
    const shortcode = "5123456";
    fake.till = tillView({ environment: "production", shortcode, shortcode_kind: "till" });
    await openWaiting();
    expect(screen.getByText("Nobody has paid by himself yet")).toBeVisible();
    expect(screen.getByText(/then Buy Goods/)).toBeVisible();
    expect(screen.getByText(/the till number 5123456/)).toBeVisible();
  });

  it("says PayBill where the number is one", async () => {
    const shortcode = "174379";
    fake.till = tillView({ environment: "production", shortcode, shortcode_kind: "pay_bill" });
    await openWaiting();
    expect(screen.getByText(/then PayBill/)).toBeVisible();
    expect(screen.queryByText(/Buy Goods/)).toBeNull();
  });
});

describe("giving it", () => {
  it("to the one sale that is offered takes Enter, and shows that sale", async () => {
    await openWaiting([paymentView({ proved: true, offers: [offerOf(214)] })], [sale(214)]);
    expect(screen.getByTestId("give")).toHaveTextContent("Give to sale 0214 · KES 350");
    expect(screen.getByTestId("offer")).toHaveTextContent("It is just what the sale lacks.");
    await user.keyboard("{Enter}");
    await stands("covered");
    expect(fake.called("settle_payment")).toEqual([
      { receipt: "UKN8C2B1AA", part: null, sale: "sale-214", anyway: false, second: null },
    ]);
    expect(screen.getByTestId("sale-card")).toHaveAttribute("data-give-goods", "true");
    expect(screen.getByTestId("leg")).toHaveTextContent("UKN8C2B1AA");
    expect(screen.queryByTestId("waiting-count")).toBeNull();
  });

  it("shows what is still missing when it was too little, and asks for it by Enter", async () => {
    const short = paymentView({ amount_cents: 30_000, proved: true, offers: [offerOf(214)] });
    await openWaiting([short], [sale(214)]);
    expect(screen.getByTestId("offer")).toHaveTextContent("KES 50 less than the sale lacks");
    await user.keyboard("{Enter}");
    await stands("short");
    expect(screen.getByTestId("missing")).toHaveTextContent("50");
  });

  it("shows what is owed when it was too much", async () => {
    const over = paymentView({ amount_cents: 40_000, proved: true, offers: [offerOf(214)] });
    await openWaiting([over], [sale(214)]);
    await user.keyboard("{Enter}");
    await stands("over");
    expect(screen.getByTestId("sale-card")).toHaveTextContent("KES 50 too much");
  });

  it("that is not proved keeps the goods", async () => {
    await openWaiting([paymentView({ offers: [offerOf(214)] })], [sale(214)]);
    await user.keyboard("{Enter}");
    await stands("open");
    expect(screen.getByTestId("leg")).toHaveTextContent("Checking");
    expect(screen.getByTestId("leg")).toHaveAttribute("data-tone", "unsure");
    expect(screen.getByTestId("sale-card")).toHaveAttribute("data-give-goods", "false");
  });

  it("to one of several takes its number, and Enter does nothing", async () => {
    const offers = [offerOf(214), offerOf(215), offerOf(216)];
    await openWaiting([paymentView({ offers })], [sale(214), sale(215), sale(216)]);
    await user.keyboard("{Enter}4");
    expect(fake.called("settle_payment")).toEqual([]);
    await user.keyboard("2");
    await screen.findByTestId("sale-card");
    expect(fake.called("settle_payment")[0]).toMatchObject({ sale: "sale-215" });
  });

  it("where no sale fits says so, and takes any open one", async () => {
    await openWaiting([paymentView()], [sale(214, 90_000), sale(215, 80_000)]);
    expect(screen.getByTestId("no-offer")).toBeVisible();
    expect(screen.getAllByTestId("open-sale")[0]).toHaveTextContent("Sale 0215 lacks KES 800");
    await user.keyboard("{Enter}");
    expect(fake.called("settle_payment")).toEqual([]);
    await user.keyboard("2");
    await stands("open");
    expect(fake.called("settle_payment")[0]).toMatchObject({ sale: "sale-214" });
  });

  it("teaches to ring up the sale where none is open", async () => {
    await openWaiting([paymentView()]);
    expect(desk()).toHaveTextContent("No sale is open.");
    expect(desk()).toHaveTextContent("F2 comes back here.");
  });

  it("to another sale than the one offered is F8 and its number", async () => {
    await openWaiting([paymentView({ offers: [offerOf(214)] })], [sale(214), sale(215, 70_000)]);
    await user.keyboard("{F8}");
    expect(screen.getAllByTestId("open-sale")).toHaveLength(2);
    await user.keyboard("{Escape}");
    expect(screen.getByTestId("give")).toBeVisible();
    await user.keyboard("{F8}1");
    await screen.findByTestId("sale-card");
    expect(fake.called("settle_payment")[0]).toMatchObject({ sale: "sale-215" });
  });

  it("that is more than a sale lacks pays for two, once F11 is pressed", async () => {
    const offers = [offerOf(214), offerOf(215)];
    const payment = paymentView({ amount_cents: 70_000, left_cents: 70_000, offers });
    await openWaiting([payment], [sale(214), sale(215)]);
    expect(desk()).toHaveTextContent("KES 350 more than the sale lacks");
    expect(screen.getByTestId("rest")).toHaveTextContent("owed to the customer");
    await user.keyboard("{F11}");
    expect(desk()).toHaveTextContent("KES 350 of it waits for another sale");
    await user.keyboard("1");
    await screen.findByTestId("sale-card");
    expect(fake.called("settle_payment")[0]).toMatchObject({ sale: "sale-214", part: "350" });
    await user.keyboard("{F2}");
    expect(desk()).toHaveTextContent("KES 350 of KES 700 is still free");
    await user.keyboard("2");
    await screen.findByTestId("sale-card");
    expect(fake.called("settle_payment")[1]).toMatchObject({ sale: "sale-215", part: null });
  });

  it("that is no more than any sale lacks is not split", async () => {
    await openWaiting([paymentView({ offers: [offerOf(214)] })], [sale(214)]);
    expect(screen.queryByTestId("partly")).toBeNull();
    await user.keyboard("{F11}{Enter}");
    await screen.findByTestId("sale-card");
    expect(fake.called("settle_payment")[0]).toMatchObject({ part: null });
  });

  it("of the one chosen by the arrows, though a newer one comes meanwhile", async () => {
    const [one, two] = [
      paymentView({ offers: [offerOf(214)] }),
      paymentView({ receipt: "UKN8C2B1AB", offers: [offerOf(215)] }),
    ];
    await openWaiting([one, two], [sale(214), sale(215)]);
    await user.keyboard("{ArrowDown}");
    expect(rows()[1]).toHaveAttribute("aria-pressed", "true");
    await fake.wait([paymentView({ receipt: "UKN8C2B1AC", offers: [offerOf(214)] }), one, two]);
    await waitFor(() => expect(rows()).toHaveLength(3));
    await user.keyboard("{Enter}");
    await screen.findByTestId("sale-card");
    expect(fake.called("settle_payment")[0]).toMatchObject({ receipt: "UKN8C2B1AB" });
  });

  it("is nothing that Enter does when the chosen one is gone", async () => {
    const [one, two] = [paymentView({ offers: [offerOf(214)] }), paymentView({
      receipt: "UKN8C2B1AB", offers: [offerOf(215)],
    })];
    await openWaiting([one, two], [sale(214), sale(215)]);
    await fake.wait([two]);
    await waitFor(() => expect(rows()).toHaveLength(1));
    await user.keyboard("{Enter}");
    expect(fake.called("settle_payment")).toEqual([]);
    expect(screen.getByText("Pick a payment with the arrow keys.")).toBeVisible();
  });

  it("by Enter on the focused row gives that one", async () => {
    await openWaiting([paymentView({ offers: [offerOf(214)] })], [sale(214)]);
    rows()[0]?.focus();
    await user.keyboard("{Enter}");
    await screen.findByTestId("sale-card");
    expect(fake.called("settle_payment")).toHaveLength(1);
  });

  it("while a prompt may be paid is warned of, and done knowingly by F10 alone", async () => {
    const rings = attemptIn("prompted", { sale_id: "sale-214", amount_cents: 35_000 });
    const prompted = saleOf(214, 35_000, [promptLeg(rings)]);
    await openWaiting([paymentView({ proved: true, offers: [offerOf(214)] })], [prompted]);
    await user.keyboard("{Enter}");
    const warning = await screen.findByTestId("warning");
    expect(warning).toHaveTextContent("KES 350 would then be owed to the customer.");
    await user.keyboard("{Enter}");
    expect(screen.queryByTestId("warning")).toBeNull();
    expect(rows()).toHaveLength(1);
    await user.keyboard("{Enter}");
    await screen.findByTestId("warning");
    await user.keyboard("{F10}");
    await stands("covered");
    expect(fake.called("settle_payment").map(({ anyway }) => anyway)).toEqual([false, false, true]);
  });

  it("is not done by a warning that was left behind", async () => {
    const rings = attemptIn("prompted", { sale_id: "sale-214", amount_cents: 35_000 });
    const prompted = saleOf(214, 35_000, [promptLeg(rings)]);
    await openWaiting([paymentView({ offers: [offerOf(214)] })], [prompted]);
    await user.keyboard("{Enter}");
    await screen.findByTestId("warning");
    await user.keyboard("{F1}{F10}");
    await user.keyboard("350{Enter}0712345678{Enter}");
    await waitFor(() => expect(fake.called("charge")).toHaveLength(1));
    expect(fake.called("settle_payment")).toHaveLength(1);
  });

  it("of one that is older than the sale is agreed to by a second person", async () => {
    const achieng = personView({ id: "p2", name: "Achieng", role: "supervisor" });
    fake.people.add(achieng, "8026");
    fake.sales.wantsSecond.add("settle_payment");
    await openWaiting([paymentView({ proved: true, offers: [offerOf(214)] })], [sale(214)]);
    await user.keyboard("{Enter}");
    const asked = "Does UKN8C2B1AA, an older code or one seen before, pay for sale 0214?";
    expect(await screen.findByTestId("approval")).toHaveTextContent(asked);
    await user.keyboard("8026{Enter}");
    await stands("covered");
    expect(fake.called("settle_payment")).toHaveLength(2);
  });

  it("of one that was used says for which sale, and when", async () => {
    const used = { sale_number: 214, at_ms: NOW_MS };
    fake.refusals.settle_payment = { ...errorOf("payment_used"), used };
    await openWaiting([paymentView({ offers: [offerOf(215)] })], [sale(215)]);
    await user.keyboard("{Enter}");
    const told = await screen.findByTestId("error");
    expect(told).toHaveAttribute("data-code", "payment_used");
    expect(told).toHaveTextContent("This payment was used for sale 0214 at 19:02.");
    await user.keyboard("{F1}");
    expect(screen.queryByTestId("error")).toBeNull();
  });
});

describe("taking it back", () => {
  it("is F8 on the sale with a reason, and the payment is at hand for another sale", async () => {
    await openWaiting([paymentView({ proved: true, offers: [offerOf(214)] })], [sale(214)]);
    await user.keyboard("{Enter}");
    await stands("covered");
    await user.keyboard("{F8}");
    const dialog = screen.getByTestId("take-back-dialog");
    expect(dialog).toHaveTextContent("Take payment UKN8C2B1AA back from sale 0214?");
    expect(dialog).toHaveTextContent("Sale 0214 then lacks KES 350.");
    await user.keyboard("{F10}");
    expect(fake.called("take_back_payment")).toEqual([]);
    await user.keyboard("1{F10}");
    await waitFor(() => expect(fake.called("take_back_payment")).toEqual([
      {
        leg: "sale-214-leg-0", reason: "Given to the wrong sale", anyway: false, second: null,
      },
    ]));
    expect(await screen.findByRole("heading", { level: 1, name: "Waiting" })).toBeVisible();
    await waitFor(() => expect(rows()[0]).toHaveAttribute("aria-pressed", "true"));
    await user.keyboard("{F1}{Alt>}1{/Alt}");
    expect(await screen.findByTestId("leg"))
      .toHaveTextContent("Taken back: Given to the wrong sale");
    expect(screen.queryByTestId("take-back")).toBeNull();
  });

  it("is left by Enter, whatever reason was chosen", async () => {
    await openWaiting([paymentView({ proved: true, offers: [offerOf(214)] })], [sale(214)]);
    await user.keyboard("{Enter}");
    await stands("covered");
    await user.keyboard("{F8}2{Enter}");
    expect(screen.queryByTestId("take-back-dialog")).toBeNull();
    expect(fake.called("take_back_payment")).toEqual([]);
    await stands("covered");
  });

  it("from a paid sale is warned of where Rust warns", async () => {
    await openWaiting([paymentView({ proved: true, offers: [offerOf(214)] })], [sale(214)]);
    await user.keyboard("{Enter}");
    await stands("covered");
    fake.refusals.take_back_payment = errorOf("sale_paid");
    await user.click(screen.getByTestId("take-back"));
    await user.click(screen.getByTestId("reason-3"));
    await user.click(screen.getByTestId("take-back-now"));
    expect(await screen.findByTestId("warning")).toHaveTextContent("the goods may be gone");
    fake.refusals = {};
    await user.keyboard("{F10}");
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(fake.called("take_back_payment").map(({ anyway }) => anyway)).toEqual([false, true]);
  });
});

describe("on the Sell screen", () => {
  it("the newest three are shown, and F2 goes to them", async () => {
    const offers = [offerOf(214)];
    const payments = ["A", "B", "C", "D"].map((end) =>
      paymentView({ receipt: `UKN8C2B1A${end}`, offers }));
    await open(payments, [sale(214)]);
    const notice = await screen.findByTestId("waiting-notice");
    expect(within(notice).getAllByTestId("waiting-payment")).toHaveLength(3);
    expect(notice).toHaveTextContent("For sale 0214?");
    expect(notice).toHaveTextContent("and 1 more");
    await user.keyboard("{F2}");
    expect(rows()).toHaveLength(4);
  });

  it("F2 sends no prompt, though one on the card could be asked again", async () => {
    fake.attempts = [attemptIn("failed")];
    render(App);
    user = userEvent.setup();
    await user.click(await screen.findByTestId("today-row"));
    await user.keyboard("{F2}");
    expect(await screen.findByText("Nobody has paid by himself yet")).toBeVisible();
    expect(fake.called("prompt_again")).toEqual([]);
  });

  it("a practice customer pays what the sale in hand lacks, one at a time", async () => {
    await open();
    await user.keyboard("350{F6}");
    await stands("open");
    const phone = within(screen.getByTestId("practice-phone-254712345678"));
    const other = within(screen.getByTestId("practice-phone-254722913913"));
    await user.click(other.getByTestId("practice-pay-open"));
    await user.click(phone.getByTestId("practice-pay-open"));
    expect(screen.getAllByTestId("practice-pay-amount")).toHaveLength(1);
    expect(phone.getByTestId("practice-pay-amount")).toHaveValue("350");
    await user.click(phone.getByTestId("practice-pay"));
    await waitFor(() => expect(screen.queryByTestId("practice-pay")).toBeNull());
    expect(fake.called("practice_pay")).toEqual([{ phone: "254712345678", amount: "350" }]);
    expect(await screen.findByTestId("waiting-notice")).toHaveTextContent("350");
  });

  it("a practice customer takes back what he paid last", async () => {
    const last_paid = { code: "UKN8C2B1AA", amount_cents: 35_000 };
    fake.phones = fake.phones.map((phone, place) => (place === 0 ? { ...phone, last_paid } : phone));
    await open();
    const button = await screen.findByTestId("practice-take-back");
    expect(button).toHaveTextContent("Takes KES 350 back");
    await user.click(button);
    expect(fake.called("practice_take_back")).toEqual([{ code: "UKN8C2B1AA" }]);
  });

  it("what is typed for a practice customer is no key of the screen", async () => {
    await open();
    await user.keyboard("350{F6}");
    await stands("open");
    const phone = within(screen.getByTestId("practice-phone-254712345678"));
    await user.click(phone.getByTestId("practice-pay-open"));
    await user.clear(phone.getByTestId("practice-pay-amount"));
    await user.type(phone.getByTestId("practice-pay-amount"), "120{Enter}");
    await waitFor(() => expect(fake.called("practice_pay")).toHaveLength(1));
    expect(fake.called("practice_pay")).toEqual([{ phone: "254712345678", amount: "120" }]);
    expect(fake.called("prompt_rest")).toEqual([]);
  });
});

describe("the sound", () => {
  const started: number[] = [];

  class SilentContext {
    currentTime = 0;
    destination = {};
    resume = () => Promise.resolve();
    createGain = () => ({
      gain: { setValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined },
      connect: () => undefined,
    });
    createOscillator = () => ({
      frequency: { value: 0 }, connect: (next: unknown) => next, stop: () => undefined,
      start: (at: number) => void started.push(at),
    });
  }

  beforeEach(() => {
    started.length = 0;
    vi.stubGlobal("AudioContext", SilentContext);
  });

  it("is two notes for each payment that comes, and none for those that were there", async () => {
    await open([paymentView()]);
    await fake.wait([paymentView({ proved: true })]);
    await waitFor(() => expect(screen.getByTestId("waiting-notice")).toBeVisible());
    expect(started).toHaveLength(0);
    await fake.wait([paymentView({ receipt: "UKN8C2B1AB" }), paymentView()]);
    await waitFor(() => expect(started).toHaveLength(2));
    await fake.wait([paymentView()]);
    await fake.wait([paymentView({ receipt: "UKN8C2B1AB" }), paymentView()]);
    expect(started).toHaveLength(2);
  });

  it("is muted by a switch that is remembered", async () => {
    await open();
    await user.click(screen.getByTestId("sound-switch"));
    expect(screen.getByTestId("sound-switch")).toHaveTextContent("Muted");
    expect(localStorage.getItem("kaunta.sound")).toBe("off");
    await fake.wait([paymentView()]);
    await waitFor(() => expect(screen.getByTestId("waiting-count")).toBeVisible());
    expect(started).toHaveLength(0);
  });
});
