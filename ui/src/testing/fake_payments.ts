/** The payments of the fake till: what waits, what is given to a sale, and what is taken back. */
import type {
  FoundPayment, KeptView, LegView, PaymentPage, PaymentView, SaleView,
} from "../ipc/bindings";
import type { FakeSales } from "./fake_sales";
import { errorOf, paymentPage, paymentView } from "./samples";
import { receivedLeg, saleOf } from "./sales";

type Args = Record<string, unknown>;

export class FakePayments {
  list: PaymentView[] = [];
  /** Those that the history has. */
  found: FoundPayment[] = [];
  /** Whether more goes back than the owner lets one person send alone. */
  wantsSecond = true;
  /** The pages of payments, by their codes. */
  readonly pages = new Map<string, PaymentPage>();
  /** The payments that are kept for a prompt. */
  kept: KeptView[] = [];
  /** Every payment that was given, by the leg that it was given to. */
  readonly #given = new Map<string, PaymentView>();

  constructor(private readonly sales: FakeSales) {}

  /** Does a command about payments; undefined when it is about something else. */
  answer(name: string, args: Args, tell: () => void): unknown {
    if (name === "waiting_payments") return this.list;
    if (name === "kept_payments") return this.kept;
    if (name === "payment_page") return this.#page(String(args.receipt));
    const acts: Record<string, () => unknown> = {
      settle_payment: () => this.#settle(args),
      take_back_payment: () => this.#takeBack(String(args.leg), String(args.reason)),
      practice_pay: () => this.#pay(String(args.phone), Number(args.amount)),
      practice_take_back: () => null,
      ask_about_payment: () => null,
      free_payment: () => this.#free(String(args.receipt)),
      settle_order: () => this.#settleOrder(String(args.receipt), args.returnedBy !== null),
      send_payment_back: () => this.#sendBack(String(args.receipt), Number(args.shillings)),
    };
    const done = acts[name]?.();
    if (done !== undefined) tell();
    return done;
  }

  #page(receipt: string): PaymentPage {
    const page = this.pages.get(receipt);
    if (page === undefined) throw errorOf("no_such_payment");
    return page;
  }

  /** Frees it: it waits like any other. */
  #free(receipt: string): PaymentPage {
    const page = { ...this.#page(receipt), kept: null };
    this.kept = this.kept.filter((one) => one.receipt !== receipt);
    this.list = [paymentView({ receipt, amount_cents: page.amount_cents }), ...this.list];
    this.pages.set(receipt, page);
    return page;
  }

  #settleOrder(receipt: string, gone: boolean): PaymentPage {
    const page = paymentPage(gone ? "done" : "not_done", { receipt });
    this.pages.set(receipt, page);
    return page;
  }

  #sendBack(receipt: string, shillings: number): PaymentPage {
    const page = paymentPage("asked", { receipt, amount_cents: shillings * 100 });
    this.list = this.list.filter((one) => one.receipt !== receipt);
    this.pages.set(receipt, page);
    return page;
  }

  #settle({ receipt, part, sale: id, anyway }: Args): SaleView {
    const whole = this.list.find((one) => one.receipt === receipt);
    const payment = typeof part === "string" ? partOf(whole, Number(part) * 100) : whole;
    const sale = this.sales.list.find((one) => one.id === id);
    if (payment === undefined || sale === undefined) throw errorOf("payment_not_free");
    const prompted = sale.legs.some(({ attempts }) => attempts.some(({ open }) => open));
    if (prompted && anyway !== true) throw errorOf("may_still_be_paid");
    const leg = receivedLeg(`${sale.id}-leg-${sale.legs.length}`, payment, sale.lacking_cents);
    this.list = this.list.flatMap((one) => (one === whole ? restOf(one, payment) : [one]));
    this.#given.set(leg.id, payment);
    const owed_cents = payment.proved ? payment.left_cents - leg.amount_cents : 0;
    return this.#keep(sale, [...sale.legs, leg], owed_cents);
  }

  #takeBack(id: string, reason: string): SaleView {
    const sale = this.sales.list.find(({ legs }) => legs.some((leg) => leg.id === id));
    const payment = this.#given.get(id);
    if (sale === undefined || payment === undefined) throw errorOf("no_such_payment");
    this.list = [payment, ...this.list];
    return this.#keep(sale, sale.legs.map((leg) => (leg.id === id ? freed(leg, reason) : leg)), 0);
  }

  #pay(phone: string, shillings: number): null {
    const receipt = `UKN0PAY${String(this.list.length).padStart(3, "0")}`;
    const amount_cents = shillings * 100;
    this.list = [paymentView({ receipt, amount_cents, payer: phone }), ...this.list];
    return null;
  }

  #keep(sale: SaleView, legs: LegView[], owed_cents: number): SaleView {
    const { id, number, total_cents } = sale;
    return this.sales.keep(saleOf(number, total_cents, legs, { id, owed_cents }));
  }
}

function partOf(whole: PaymentView | undefined, left_cents: number): PaymentView | undefined {
  return whole === undefined ? undefined : { ...whole, left_cents };
}

function restOf(whole: PaymentView, given: PaymentView): PaymentView[] {
  const left_cents = whole.left_cents - given.left_cents;
  return left_cents === 0 ? [] : [{ ...whole, left_cents }];
}

function freed(leg: LegView, taken_back_because: string): LegView {
  const back = { taken_back: true, taken_back_because };
  const received = leg.received === null ? null : { ...leg.received, ...back };
  return { ...leg, covered_cents: 0, withdrawn: true, received };
}
