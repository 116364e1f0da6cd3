/** All that the screens share, built once and handed down as context. */
import { createContext, tick } from "svelte";
import {
  commands, events, type AlarmKind, type AlarmView, type AttemptView, type DebtorView, type LegView,
  type OfferView, type PaymentView,
  type SaleView,
} from "../ipc/bindings";
import { plain } from "../format/money";
import { saleNumber } from "../format/sale";
import { answerOf } from "../ipc/calls";
import { Alarms } from "./alarms.svelte";
import { Approvals } from "./approvals.svelte";
import { Apart } from "./apart.svelte";
import { Attempts } from "./attempts.svelte";
import { Cases } from "./cases.svelte";
import { chime } from "./chime";
import { Clock } from "./clock.svelte";
import { Codes } from "./codes.svelte";
import { Customers } from "./customers.svelte";
import { Debtors } from "./debtors.svelte";
import { Entry } from "./entry.svelte";
import { History } from "./history.svelte";
import { Kept } from "./kept.svelte";
import { Limits } from "./limits.svelte";
import { Notices } from "./notices.svelte";
import { Paying } from "./paying.svelte";
import { Payments } from "./payments.svelte";
import { People } from "./people.svelte";
import { Phones } from "./phones.svelte";
import { Preferences } from "./preferences.svelte";
import { Sales } from "./sales.svelte";
import { SendingBack } from "./sending_back.svelte";
import { SetUp } from "./set_up.svelte";
import { Sight } from "./sight.svelte";
import { Staff } from "./staff.svelte";
import { Till } from "./till.svelte";
import { ToPay } from "./to_pay.svelte";
import { Voice } from "./voice.svelte";

export type Place = "sell" | "waiting" | "history" | "debts" | "set_up";

/** What the payment's own page tells more of than its sale. */
const OF_THE_PAYMENT: readonly AlarmKind[] = [
  "not_sent_back", "maybe_sent_back", "strange_result",
];

declare global {
  interface Window {
    /** Set by the measuring test: each painted change is told to Rust. */
    __KAUNTA_MEASURE__?: boolean;
  }
}

export class Session {
  place = $state<Place>("sell");
  readonly preferences = new Preferences();
  readonly voice = new Voice(this.preferences);
  readonly clock = new Clock();
  readonly till = new Till();
  readonly attempts = new Attempts(this.clock);
  readonly alarms = new Alarms();
  readonly entry = new Entry();
  readonly people = new People();
  readonly approvals = new Approvals(this.people);
  readonly sales = new Sales(
    this.attempts.chips, this.clock, this.approvals, this.preferences,
  );
  readonly toPay = new ToPay();
  readonly apart = new Apart();
  readonly codes = new Codes();
  readonly paying = new Paying(
    this.entry, this.sales, this.attempts, this.toPay, this.apart,
  );
  readonly payments = new Payments(() => {
    if (this.preferences.sound) chime();
  });
  readonly phones = new Phones();
  readonly history = new History();
  readonly cases = new Cases();
  readonly customers = new Customers();
  readonly debtors = new Debtors(this.approvals);
  readonly setUp = new SetUp();
  readonly notices = new Notices();
  readonly limits = new Limits(this.approvals);
  readonly sight = new Sight(this.approvals);
  readonly staff = new Staff(this.approvals);
  readonly kept = new Kept();
  readonly sendingBack = new SendingBack(this.approvals);
  /** The sale that a payment is being given to. */
  #givenTo: string | null = null;

  /** Listens first and reads then, so that nothing falls between; returns how to stop. */
  async start(): Promise<() => void> {
    try {
      const stops = await this.#listen();
      await this.read();
      return () => stops.forEach((stop) => stop());
    } catch (broken) {
      // A window that hears nothing must not look as if nothing happened.
      this.till.failure = { code: "internal", message: String(broken), reference: "events" };
      return () => undefined;
    }
  }

  /** Reads everything the Sell screen shows. */
  async read(): Promise<void> {
    const before = this.till.view?.environment;
    await this.till.load();
    if (this.till.view === null) return;
    if (before !== undefined && before !== this.till.view.environment) this.#changeBook();
    this.clock.set(this.till.view.now_ms);
    const phones = this.till.practising ? this.phones.load() : undefined;
    await Promise.all([
      this.attempts.load(), this.sales.load(), this.payments.load(), this.alarms.load(),
      this.people.load(), this.cases.load(), this.sight.load(), this.kept.load(),
      phones,
    ]);
    this.#passOver();
  }

  /** Goes to a place; what was warned of where one came from is not done. */
  go(place: Place): void {
    if (place !== this.place) this.sales.keep();
    this.place = place;
  }

  /** Whether some sale that can get the payment in hand lacks less than is left of it. */
  get canSplit(): boolean {
    const left_cents = this.payments.chosen?.left_cents ?? 0;
    const lacks = this.payments.picking
      ? this.sales.waiting.map(({ lacking_cents }) => lacking_cents)
      : this.payments.chosen?.offers.map(({ lacks_cents }) => lacks_cents) ?? [];
    return lacks.some((lacks_cents) => lacks_cents < left_cents);
  }

  /** Gives a payment that waits to a sale, which is then on the panel. */
  async give(payment: PaymentView, sale: string): Promise<void> {
    if (this.sales.acting) return;
    const { left_cents, receipt } = payment;
    const lacks_cents = this.sales.get(sale)?.lacking_cents ?? left_cents;
    const cents = Math.min(left_cents, lacks_cents);
    const share = this.payments.share(left_cents, lacks_cents);
    const part = share < left_cents ? plain(share) : null;
    this.#givenTo = sale;
    this.#given(sale, await this.sales.settle(sale, receipt, cents, part));
  }

  /** Takes a payment back from the sale on the panel, and goes to it where it waits again. */
  async takeBack(leg: LegView, reason: string): Promise<void> {
    const sale = this.sales.shown;
    if (sale !== null) await this.#tookBack(leg, await this.sales.takeBack(sale.id, leg, reason));
  }

  /** Takes it back though Rust warned of it. */
  async takeBackAnyway(leg: LegView): Promise<void> {
    await this.#tookBack(leg, (await this.sales.warned?.goOn()) ?? false);
  }

  /** Gives a payment to the sale or the debtor that is offered: what is then on the panel. */
  async take(payment: PaymentView, { id, debtor }: OfferView): Promise<void> {
    if (debtor === null) return this.give(payment, id);
    if (this.sales.acting) return;
    const sale = await this.sales.settleDebt(payment.receipt, debtor);
    if (sale !== null) this.#given(sale.id, true);
    else this.payments.error = this.sales.error;
  }

  /** Opens the question for the code on the customer's phone: for the sale on the panel. */
  async askCode(): Promise<void> {
    const sale = this.place === "sell" ? (this.sales.shown ?? (await this.paying.split())) : null;
    if (this.place !== "sell" || sale !== null) this.codes.begin();
  }

  /** Asks who has what was typed on credit: the sale on the panel, or a new one. */
  async askCredit(): Promise<void> {
    if ((this.sales.shown ?? (await this.paying.split())) !== null) this.debtors.begin();
  }

  /** Gives the part that was typed, or all that is missing, on credit. */
  async lend(sale: SaleView, debtor: DebtorView): Promise<void> {
    if (!(await this.sales.lend(sale, debtor, this.paying.asks_cents))) return;
    this.paying.clearPart();
    this.debtors.end();
  }

  /** Puts nothing on credit. */
  endCredit(): void {
    this.sales.keep();
    this.debtors.end();
  }

  /** Opens a repayment, which is then on the panel, to be paid as a sale is. */
  async repay(debtor: DebtorView, cents: number): Promise<void> {
    const sale = await this.sales.openRepayment(debtor.id, plain(cents));
    if (sale === null) return;
    this.paying.show(sale.id);
    this.go("sell");
  }

  /** Uses the code that was found: gives or claims it, or goes to the payment that waits. */
  async useCode(): Promise<void> {
    const { answer, usable } = this.codes;
    const sale = this.place === "sell" ? this.sales.shown : null;
    this.codes.end();
    if (answer?.kept === true) this.lookAtReceipt(answer.code);
    if (answer === null || !usable) return;
    if (sale === null) this.payments.choose(answer.code);
    else await this.sales.claim(sale, answer.code, answer.left_cents);
  }

  /** Lets the code that was looked up pay on sight for the sale on the panel. */
  async seeCode(): Promise<void> {
    const { answer } = this.codes;
    const { shown } = this.sales;
    const cents = this.paying.asks_cents;
    this.codes.end();
    if (answer === null || shown === null) return;
    if (await this.sales.see(shown, answer.code, cents)) this.paying.clearPart();
  }

  /** Gives it though Rust warned of it. */
  async giveAnyway(): Promise<void> {
    const [sale, warned] = [this.#givenTo, this.sales.warned];
    if (sale === null || warned === null) return;
    this.#given(sale, await warned.goOn());
  }

  /** Sends the prompt that was typed and puts it on the card. */
  async send(anyway = false): Promise<void> {
    const sent = await this.entry.send(anyway);
    if (sent === null) return;
    this.attempts.apply(sent);
    this.attempts.show(sent.id);
  }

  /** Sends the payment that is looked at back, and stays with it: it is in no list meanwhile. */
  async sendBack(): Promise<void> {
    const receipt = this.sendingBack.page?.receipt;
    const ordered = await this.sendingBack.go(this.preferences.language);
    if (ordered && receipt !== undefined && this.place === "waiting") this.lookAtReceipt(receipt);
  }

  /** Frees the payment that is looked at from its prompt: it then waits like any other. */
  async freePayment(): Promise<void> {
    const receipt = this.sendingBack.page?.receipt;
    const freed = await this.sendingBack.free(this.preferences.language);
    if (!freed || receipt === undefined) return;
    await this.payments.load();
    this.payments.choose(receipt);
    this.go("waiting");
  }

  /** Opens the page of a payment that came by itself. */
  lookAtReceipt(receipt: string): void {
    this.history.showReceipt(receipt);
    this.go("history");
  }

  /** Opens the story of the payment that an alarm is about. */
  lookAt(alarm: AlarmView): void {
    if (alarm.receipt !== null && (alarm.sale_id === null || OF_THE_PAYMENT.includes(alarm.kind))) {
      this.lookAtReceipt(alarm.receipt);
      return;
    }
    if (alarm.sale_id === null || alarm.sale_number === null) return;
    if (alarm.attempt === null) {
      void this.lookAtSale(alarm.sale_id);
      return;
    }
    this.history.search = saleNumber(alarm.sale_number);
    this.place = "history";
    void this.history.show(alarm.attempt);
  }

  /** Puts a sale of any day on the panel. */
  async lookAtSale(id: string): Promise<void> {
    if ((await this.sales.read(id)) === null) return;
    this.paying.show(id);
    this.place = "sell";
  }

  #listen(): Promise<(() => void)[]> {
    return Promise.all([
      events.attemptChanged.listen(({ payload }) => this.#attemptChanged(payload)),
      events.saleChanged.listen(({ payload }) => this.#saleChanged(payload)),
      events.paymentsChanged.listen(({ payload }) => this.#paymentsChanged(payload)),
      events.alarmsChanged.listen(({ payload }) => this.alarms.apply(payload)),
      events.casesChanged.listen(({ payload }) => this.cases.apply(payload)),
      events.peopleChanged.listen(({ payload }) => this.people.apply(payload)),
      events.phonesChanged.listen(({ payload }) => this.phones.apply(payload)),
      events.tillChanged.listen(() => void this.read()),
    ]);
  }

  /** Whoever went elsewhere meanwhile is left there. */
  #given(sale: string, done: boolean): void {
    if (this.place !== "waiting") {
      if (!done) this.sales.keep();
      return;
    }
    this.payments.error = this.sales.error;
    if (!done) return;
    this.paying.show(sale);
    this.place = "sell";
  }

  async #tookBack({ received }: LegView, done: boolean): Promise<void> {
    if (!done) return;
    this.sales.hide();
    this.go("waiting");
    await tick();
    this.payments.choose(received?.receipt ?? null);
  }

  /** What was proved before is no news to whoever listens. */
  #passOver(): void {
    this.voice.passOver(() => {
      this.attempts.today.forEach((attempt) => this.voice.hearAttempt(attempt));
      this.sales.today.forEach((sale) => this.voice.hearSale(sale));
      this.voice.hearPayments(this.payments.all);
    });
  }

  #changeBook(): void {
    this.voice.forget();
    this.attempts.forget();
    this.sales.forget();
    this.apart.forget();
    this.toPay.hide();
    this.payments.forget();
    this.notices.forget();
    this.approvals.giveUp();
    this.staff.close();
    this.alarms.apply([]);
    this.history.close();
    this.cases.forget();
    this.debtors.forget();
    this.phones.apply([]);
  }

  #paymentsChanged(payments: PaymentView[]): void {
    this.payments.apply(payments);
    this.voice.hearPayments(payments);
    void this.sendingBack.reload();
    if (this.place === "history") void this.history.refresh();
    void this.kept.load();
  }

  #saleChanged(view: SaleView): void {
    this.sales.apply(view);
    if (view.debtor !== null) this.debtors.apply(view.debtor);
    this.voice.hearSale(view);
    const attempts = view.legs.flatMap((leg) => leg.attempts);
    // What is known already is as new, or newer: attempts have events of their own.
    attempts.filter(({ id }) => this.attempts.get(id) === undefined)
      .forEach((attempt) => this.attempts.apply(attempt));
  }

  #attemptChanged(view: AttemptView): void {
    this.attempts.apply(view);
    this.voice.hearAttempt(view);
    this.history.apply(view);
    if (window.__KAUNTA_MEASURE__) void painted(`${view.id}:${view.state}`);
  }
}

/** Tells Rust that what was just changed is on the glass. */
export async function painted(mark: string): Promise<void> {
  await tick();
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  await answerOf(commands.painted(mark));
}

export const [session, provideSession] = createContext<Session>();
