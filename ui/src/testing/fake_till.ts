/**
 * Stands in for Rust in tests and in the faked window: answers the commands from memory and
 * fires their events. Nothing here is part of the built window.
 */
import { emit } from "@tauri-apps/api/event";
import { mockIPC } from "@tauri-apps/api/mocks";
import type {
  AlarmView, AttemptView, BadgeForm, CommandError, HistoryRow, NoticesView, PaymentView, PhoneView, PracticeAct, Proof,
  RegistrationView, SetUpForm, SetUpView, StateName, TillView,
} from "../ipc/bindings";
import { FakeCases } from "./fake_cases";
import { FakeCustomers } from "./fake_customers";
import { FakeDebtors } from "./fake_debtors";
import { FakePeople } from "./fake_people";
import { errorOf } from "./samples";
import { FakePayments } from "./fake_payments";
import { FakeSales } from "./fake_sales";
import { promptLeg, saleOf } from "./sales";
import { attemptIn, moments, noticesView, phoneViews, setUpView, tillView } from "./samples";

type Args = Record<string, unknown>;

const ANSWERS: Partial<Record<PracticeAct, StateName>> = {
  accept: "paid", wrong_pin: "failed", cancel: "failed", no_money: "failed", off: "unsure",
};

export class FakeTill {
  till: TillView = tillView();
  setUp: SetUpView = setUpView();
  notices: NoticesView = noticesView();
  registration: RegistrationView = { now: true, version: 2 };
  attempts: AttemptView[] = [];
  readonly sales = new FakeSales();
  readonly people = new FakePeople();
  readonly payments = new FakePayments(this.sales);
  readonly cases = new FakeCases(() => this.now());
  readonly customers = new FakeCustomers();
  readonly debtors = new FakeDebtors(this.sales);
  alarms: AlarmView[] = [];
  phones: PhoneView[] = phoneViews();
  proof: Proof | CommandError = {
    expires_in_s: 3599, base_url: "https://sandbox.safaricom.co.ke",
  };
  /** Commands that are refused, and with what. */
  refusals: Partial<Record<string, CommandError>> = {};
  /** Every call, in order: its name and arguments. */
  readonly calls: [name: string, args: Args][] = [];
  /** What the clock of the fake says. */
  now: () => number = () => this.till.now_ms;

  /** Takes the place of Rust, and of the fake before it. */
  install(): this {
    mockIPC((name, args) => this.#answer(name, (args ?? {}) as Args), { shouldMockEvents: true });
    return this;
  }

  /** Brings an attempt to a state, as Safaricom or the customer would, and tells the window. */
  async change(view: AttemptView): Promise<void> {
    this.attempts = [...this.attempts.filter((known) => known.id !== view.id), view];
    await emit("attempt-changed", view);
    const sale = this.sales.change(view);
    if (sale !== null && view.state === "paid") await emit("sale-changed", sale);
  }

  async raise(alarms: AlarmView[]): Promise<void> {
    this.alarms = alarms;
    await emit("alarms-changed", alarms);
  }

  /** Lets other payments wait, and tells the window. */
  async wait(payments: PaymentView[]): Promise<void> {
    this.payments.list = payments;
    await emit("payments-changed", payments);
  }

  async tellCases(): Promise<void> {
    await emit("cases-changed", this.cases.open);
  }

  async changePhones(phones: PhoneView[]): Promise<void> {
    this.phones = phones;
    await emit("phones-changed", phones);
  }

  called(name: string): Args[] {
    return this.calls.filter(([called]) => called === name).map(([, args]) => args);
  }

  /** A second person's badge, which may be wanted. */
  #agreed(badge: unknown): void {
    if (badge !== null) this.people.shown(badge as BadgeForm);
    else if (this.payments.wantsSecond) throw errorOf("second_wanted");
  }

  #answer(name: string, args: Args): unknown {
    this.calls.push([name, args]);
    const refusal = this.refusals[name];
    if (refusal !== undefined) throw refusal;
    const sold = this.sales.answer(name, args, (view) => this.#ring(this.#keep(view)));
    if (sold !== undefined) return sold;
    if (["send_payment_back", "settle_order"].includes(name)) this.#agreed(args.badge);
    if (name === "free_payment") this.#agreed(args.second);
    const paid = this.payments.answer(name, args, () => void this.wait(this.payments.list));
    if (paid !== undefined) return paid;
    const looked = this.cases.answer(name, args, () => void this.tellCases());
    if (looked !== undefined) return looked;
    const owed = this.debtors.answer(name, args);
    if (owed !== undefined) return owed;
    const customers = this.customers.answer(name, args);
    if (customers !== undefined) return customers;
    const known = this.people.answer(name, args);
    if (known !== undefined) return known;
    switch (name) {
      case "till": return this.till;
      case "charge": return this.#charge(String(args.amount), String(args.phone));
      case "prompt_again": return this.#promptAgain(this.#find(args));
      case "stop_waiting": return this.#keep({ ...this.#find(args), watched: false });
      case "check_now": return this.#find(args);
      case "waiting": return this.attempts.filter((attempt) => attempt.open);
      case "payments_today": return this.attempts;
      case "history": return this.#search(String(args.search));
      case "timeline": return moments(this.#find(args));
      case "alarms": return this.alarms;
      case "alarm_seen": return this.#see(String(args.alarm));
      case "practice_phones": return this.phones;
      case "practice_answer": return this.#act(String(args.phone), args.act as PracticeAct);
      case "set_up": return this.setUp;
      case "prove_set_up": return this.#prove(args.form as SetUpForm);
      case "notices": return this.notices;
      case "register_notices": return this.#register();
      case "set_validation_rules": return this.#limit(String(args.least), String(args.most));
      case "sign_up_for_pulls": return this.#signUp();
      case "limits": return {
        alone_cents: 100_000, unprompted_cents: 20_000,
        alone_a_day_cents: 500_000, unprompted_a_day_cents: 100_000, at_risk_cents: 0,
      };
      case "set_limits": return null;
      case "unlock": return this.till;
      case "painted": return null;
      default: throw new Error(`the fake till knows no ${name}`);
    }
  }

  #charge(amount: string, phone: string): AttemptView {
    const number = this.attempts.length + 215;
    const view = attemptIn("prompted", {
      id: `n${number}`, sale_number: number, amount_cents: Number(amount) * 100,
      phone: phone.replace(/^0/, "254"), drafted_at_ms: this.now(),
    });
    this.#ring(view);
    const of = { id: view.sale_id };
    this.sales.keep(saleOf(number, view.amount_cents, [promptLeg(view)], of));
    return this.#keep(view);
  }

  #promptAgain(earlier: AttemptView): AttemptView {
    const again = this.#charge(String(earlier.amount_cents / 100), earlier.phone);
    const { sale_id, sale_number } = earlier;
    const view = this.#keep({ ...again, sale_id, sale_number });
    this.sales.again(view, earlier);
    return view;
  }

  #act(phone: string, act: PracticeAct): null {
    const attempt = this.attempts.find((one) => one.phone === phone && one.live);
    const state = ANSWERS[act];
    void this.changePhones(this.phones.map((one) =>
      one.phone === phone ? { ...one, prompt: null } : one));
    if (attempt === undefined || state === undefined) return null;
    const { id, sale_id, sale_number, amount_cents, drafted_at_ms } = attempt;
    const same = { id, sale_id, sale_number, amount_cents, phone, drafted_at_ms };
    void this.change(attemptIn(state, same));
    return null;
  }

  #see(id: string): null {
    void this.raise(this.alarms.filter((alarm) => alarm.id !== id));
    return null;
  }

  #ring(view: AttemptView): void {
    const prompt = {
      amount_cents: view.amount_cents, business: this.till.business,
      reference: String(view.sale_number), ends_at_ms: view.drafted_at_ms + 60_000,
    };
    void this.changePhones(this.phones.map((phone) =>
      phone.phone === view.phone ? { ...phone, prompt } : phone));
  }

  #search(text: string): HistoryRow[] {
    const wanted = text.toLowerCase();
    const fits = (parts: (string | number | null)[]) =>
      parts.some((part) => String(part ?? "").toLowerCase().includes(wanted));
    const prompts = this.attempts.filter((one) =>
      fits([one.receipt, one.phone, one.phone.replace(/^254/, "0"), one.amount_cents / 100]));
    const others = this.payments.found.filter((one) =>
      fits([one.receipt, one.name, one.payer, one.amount_cents / 100]));
    return [
      ...prompts.map((attempt) => ({ way: "prompt" as const, attempt })),
      ...others.map((payment) => ({ way: "by_itself" as const, payment })),
    ];
  }

  #prove(form: SetUpForm): Proof {
    if ("code" in this.proof) throw this.proof;
    this.till = { ...this.till, environment: form.environment };
    return this.proof;
  }

  #register(): RegistrationView {
    this.notices = { ...this.notices, answer: '{"ResponseDescription":"Success"}' };
    return this.registration;
  }

  #limit(least: string, most: string): null {
    const [least_cents, most_cents] = [least, most].map((typed) =>
      typed === "" ? null : Number(typed) * 100) as [number | null, number | null];
    this.notices = { ...this.notices, least_cents, most_cents };
    return null;
  }

  #signUp(): null {
    const pulls = { ...this.notices.pulls, signed_up: true, last_answer_at_ms: this.now() };
    this.notices = { ...this.notices, pulls };
    return null;
  }

  #keep(view: AttemptView): AttemptView {
    this.attempts = [...this.attempts.filter((known) => known.id !== view.id), view];
    return view;
  }

  #find(args: Args): AttemptView {
    const found = this.attempts.find((one) => one.id === args.attempt);
    if (found === undefined) throw new Error("no such attempt");
    return found;
  }
}
