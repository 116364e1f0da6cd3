/** The sales of today and those that wait for money, kept true by the events of Rust. */
import { SvelteMap } from "svelte/reactivity";
import {
  commands, type BadgeForm, type CommandError, type DebtorView, type ErrorCode, type LegView, type OtherTender, type PayoutWay,
  type SaleView,
} from "../ipc/bindings";
import { answerOf, type Answer } from "../ipc/calls";
import { kes, plain } from "../format/money";
import { saleNumber } from "../format/sale";
import { sameDay } from "../format/time";
import type { Approvals } from "./approvals.svelte";
import type { Chips } from "./chips.svelte";
import type { Clock } from "./clock.svelte";
import type { Preferences } from "./preferences.svelte";

/** An act; the badge is a second person's, where Rust wants one. */
type Command = (anyway: boolean, second: BadgeForm | null) => ReturnType<typeof commands.sale>;

/** An act that is done at once, with a second person's badge where Rust wants one. */
type Agreed = (second: BadgeForm | null) => ReturnType<Command>;

/** An act that Rust refused with a warning: it is done when the cashier says so knowingly. */
type Warned = { code: ErrorCode; cents: number; goOn: () => Promise<boolean> };

export class Sales {
  readonly #all = new SvelteMap<string, SaleView>();
  /** How often Rust told of each sale: an answer that an event overtook is dropped. */
  readonly #told = new Map<string, number>();
  /** The sale on the panel; null while another payment or the next sale is there. */
  shownId = $state<string | null>(null);
  /** The leg that the keys act on, if the cashier chose one. */
  chosenId = $state<string | null>(null);
  acting = $state(false);
  error = $state<CommandError | null>(null);
  warned = $state<Warned | null>(null);
  /** Whether the sale on the panel is about to be called off. */
  voiding = $state(false);
  /** Whether goods of the sale on the panel are about to be taken back. */
  refunding = $state(false);
  /** The payment that is about to be taken back from the sale on the panel. */
  takingBack = $state<LegView | null>(null);
  readonly shown = $derived(this.shownId === null ? null : (this.get(this.shownId) ?? null));
  readonly today = $derived(this.#ofToday());
  /** Those whose goods are given, and covered by no money, the newest first. */
  readonly atRisk = $derived(
    [...this.#all.values()].filter(({ at_risk_cents }) => at_risk_cents > 0)
      .sort((one, other) => other.number - one.number),
  );
  /** Those that wait for money, the newest first. */
  readonly waiting = $derived(this.#waiting());

  constructor(
    private readonly chips: Chips,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly preferences: Preferences,
  ) {}

  /**
   * Reads them; sales that several parts or nobody pays for get their chips back. What an event
   * told of meanwhile is newer than what was read.
   */
  async load(): Promise<void> {
    const told = new Map(this.#told);
    const [open, today, risky] = await Promise.all([
      answerOf(commands.openSales()), answerOf(commands.salesToday()),
      answerOf(commands.salesAtRisk()),
    ]);
    const read = [today, open, risky].flatMap((answer) => (answer.ok ? answer.value : []));
    read.filter(({ id }) => (told.get(id) ?? 0) === this.#toldOf(id))
      .forEach((view) => this.#follow(view));
    if (!open.ok) this.error = open.error;
    else if (!today.ok) this.error = today.error;
  }

  forget(): void {
    this.#all.clear();
    this.hide();
  }

  get(id: string): SaleView | undefined {
    return this.#all.get(id);
  }

  /** Takes what Rust says of a sale; its events come in the order of the book. */
  apply(view: SaleView): void {
    this.#told.set(view.id, this.#toldOf(view.id) + 1);
    this.#follow(view);
  }

  show(id: string): void {
    this.hide();
    this.shownId = id;
  }

  hide(): void {
    this.shownId = null;
    this.chosenId = null;
    this.voiding = false;
    this.takingBack = null;
    this.refunding = false;
    this.keep();
  }

  /** Clears the panel for the next sale; one that is done with gives its chip back. */
  leave(): void {
    if (this.shown !== null && !waitsForMoney(this.shown)) this.chips.release(this.shown.id);
    this.hide();
  }

  /** Takes back what Rust warned of: nothing is done. */
  keep(): void {
    this.warned = null;
    this.error = null;
  }

  /** The leg that the keys act on: the chosen one, else the first that still waits. */
  get leg(): LegView | null {
    const legs = this.shown?.state === "void" ? [] : (this.shown?.legs ?? []);
    const chosen = legs.find((leg) => leg.id === this.chosenId);
    return chosen ?? legs.find(waitsForPrompt) ?? legs.find(canTakeBack) ?? null;
  }

  /** Opens a sale and parks it; null when Rust says no. */
  open(total: string): Promise<SaleView | null> {
    return this.#open(() => commands.openSale(total));
  }

  /** Opens a sale without goods by which a debtor repays so much; null when Rust says no. */
  openRepayment(debtor: string, amount: string): Promise<SaleView | null> {
    return this.#open(() => commands.openRepayment(debtor, amount));
  }

  /** Lets a debtor repay by a payment that he made; null when Rust says no. */
  settleDebt(receipt: string, { id, name }: DebtorView): Promise<SaleView | null> {
    const settle: Agreed = (second) => commands.settleDebt(receipt, id, second);
    return this.#open(settle, this.#agrees.oldDebt(receipt, name ?? ""));
  }

  async #open(command: Agreed, agrees = ""): Promise<SaleView | null> {
    if (this.acting) return null;
    this.acting = true;
    const answer = await this.#ask(command, agrees);
    this.acting = false;
    this.error = answer === undefined || answer.ok ? null : answer.error;
    if (!answer?.ok) return null;
    this.#follow(answer.value);
    return answer.value;
  }

  /** Reads one sale anew: an attempt of it changed, or it was never read. */
  async read(id: string): Promise<SaleView | null> {
    const told = this.#toldOf(id);
    const answer = await answerOf(commands.sale(id));
    this.error = answer.ok ? null : answer.error;
    if (!answer.ok) return null;
    if (told === this.#toldOf(id)) this.#follow(answer.value);
    return this.get(id) ?? answer.value;
  }

  promptPart(sale: string, amount: string, phone: string): Promise<boolean> {
    return this.#act(sale, (anyway) => commands.promptLeg(sale, amount, phone, anyway));
  }

  /** Asks for all that is missing: on the phone that was prompted last, if none is named. */
  promptRest(sale: string, phone: string | null): Promise<boolean> {
    return this.#act(sale, (anyway) => commands.promptRest(sale, phone, anyway));
  }

  promptAgain(sale: string, attempt: string): Promise<boolean> {
    return this.#act(sale, async (anyway) => {
      const asked = await commands.promptAgain(attempt, anyway);
      return asked.status === "ok" ? commands.sale(sale) : asked;
    });
  }

  takeCash(sale: string, amount: string, handed: string): Promise<boolean> {
    return this.#act(sale, () => commands.takeCash(sale, amount, handed));
  }

  takeOther(sale: string, tender: OtherTender, amount: string): Promise<boolean> {
    return this.#act(sale, () => commands.takeOther(sale, tender, amount));
  }

  /** Writes down that the customer was asked for a shilling less or more. */
  agreeTotal(sale: string, total: string): Promise<boolean> {
    return this.#act(sale, () => commands.agreeTotal(sale, total));
  }

  /** Chooses another way to pay for a leg; what it waits for is missing again. */
  withdraw(sale: string, leg: LegView): Promise<boolean> {
    const cents = leg.amount_cents - leg.covered_cents;
    return this.#act(sale, (anyway) => commands.withdrawLeg(leg.id, anyway), cents);
  }

  /** Gives a payment that a customer made by himself, or a `part` of it; `cents` may be owed for a
      late prompt. */
  settle(
    sale: string, receipt: string, cents: number, part: string | null = null,
  ): Promise<boolean> {
    const give: Command = (anyway, second) =>
      commands.settlePayment(receipt, part, sale, anyway, second);
    return this.#act(sale, give, cents, false, this.#agrees.old(receipt, this.#numberOf(sale)));
  }

  /** Puts so much on credit; beyond the debtor's limit a second person agrees. */
  lend({ id }: SaleView, { id: debtor, name }: DebtorView, cents: number): Promise<boolean> {
    const lend: Command = (_, second) =>
      commands.putOnCredit(id, debtor, plain(cents), second);
    return this.#act(id, lend, 0, false, this.#agrees.lend(kes(cents), name ?? ""));
  }

  /** Claims a typed code; one that has come is given. A late prompt may be owed so much. */
  claim({ id, lacking_cents }: SaleView, code: string, left_cents: number | null): Promise<boolean> {
    const cents = Math.min(left_cents ?? lacking_cents, lacking_cents);
    const claim: Command = (anyway, second) => commands.claimCode(code, id, anyway, second);
    return this.#act(id, claim, cents, false, this.#agrees.old(code, this.#numberOf(id)));
  }

  /** Lets a code that was seen on the customer's phone pay for so much; nothing verifies it. */
  see({ id }: SaleView, code: string, cents: number): Promise<boolean> {
    const take: Command = (_, second) => commands.takeSeenCode(id, code, plain(cents), second);
    const agrees = this.#agrees.seen(kes(cents), code, this.#numberOf(id));
    return this.#act(id, take, 0, false, agrees);
  }

  /** Takes such a payment back: it is free again, and what it paid is missing. */
  takeBack(sale: string, leg: LegView, reason: string): Promise<boolean> {
    const agrees = this.#agrees.takeBack(kes(leg.covered_cents), this.#numberOf(sale));
    const take: Command = (anyway, second) =>
      commands.takeBackPayment(leg.id, reason, anyway, second);
    return this.#act(sale, take, 0, true, agrees);
  }

  async callOff(sale: string, reason: string): Promise<boolean> {
    const cents = this.get(sale)?.lacking_cents ?? 0;
    const done = await this.#act(
      sale, (anyway, second) => commands.voidSale(sale, reason, anyway, second), cents, true,
      this.#agrees.callOff(this.#numberOf(sale)),
    );
    if (done) this.voiding = false;
    return done;
  }

  /** Gives the goods before their money is proved: somebody always agrees by his PIN. */
  async release(sale: SaleView): Promise<void> {
    const { release } = sale;
    if (release === null || release.why !== null || this.acting) return;
    this.acting = true;
    const told = this.#toldOf(sale.id);
    const answer = await this.approvals.askRisk(
      release.asks[this.preferences.language],
      (badge) => answerOf(commands.releaseGoods(sale.id, badge)),
    );
    this.acting = false;
    this.error = answer === undefined || answer.ok ? null : answer.error;
    if (answer?.ok && told === this.#toldOf(sale.id)) this.#follow(answer.value);
  }

  /** Settles all that is owed as the cashier sees it, in cash or as a tip. */
  payOut(sale: SaleView, how: PayoutWay): Promise<boolean> {
    const { id, owed_cents: cents } = sale;
    const pay: Command = (_, second) => commands.payOut(id, plain(cents), how, second);
    const agrees = this.#agrees.payOut[how](kes(cents), saleNumber(sale.number));
    return this.#act(id, pay, 0, false, agrees);
  }

  /** Takes back what was paid out too much: a tip that was none, then what the customer brings. */
  handBack({ id, no_tip_cents, overpaid_cents }: SaleView): Promise<boolean> {
    const how = no_tip_cents > 0 ? "tip" : "cash";
    const cents = no_tip_cents > 0 ? no_tip_cents : overpaid_cents;
    return this.#act(id, () => commands.handBack(id, plain(cents), how));
  }

  /** Gives back cash for goods; what was given back before is told, so that it is done once. */
  async refund(sale: SaleView, cents: number, reason: string): Promise<boolean> {
    const returned = plain(sale.returned_cents);
    const give: Command = (_, second) =>
      commands.refundInCash(sale.id, plain(cents), returned, reason, second);
    const agrees = this.#agrees.refund(kes(cents), saleNumber(sale.number));
    const done = await this.#act(sale.id, give, 0, false, agrees);
    if (done) this.refunding = false;
    return done;
  }

  /** Does an act; beyond the owner's limits a second person `agrees` to it. */
  async #act(
    sale: string, command: Command, cents = 0, voids = false, agrees = "",
  ): Promise<boolean> {
    if (this.acting) return false;
    const run = (anyway: boolean) =>
      this.#run(sale, (second) => command(anyway, second), agrees);
    const done = await run(false);
    if (done || this.error === null || !isWarning(this.error.code, voids)) return done;
    const goOn = async () => (this.acting ? false : run(true));
    this.warned = { code: this.error.code, cents, goOn };
    return false;
  }

  /** Does it alone, or with a second person where Rust wants one; nothing when he did not agree. */
  async #ask(command: Agreed, agrees: string): Promise<Answer<SaleView> | undefined> {
    const alone = await answerOf(command(null));
    const wanted = !alone.ok && (alone.error.code === "second_wanted"
      || (alone.error.code === "beyond_credit" && this.approvals.hasSecond));
    return wanted ? this.approvals.ask(agrees, (second) => answerOf(command(second))) : alone;
  }

  async #run(sale: string, command: Agreed, agrees: string): Promise<boolean> {
    this.acting = true;
    const told = this.#toldOf(sale);
    const answer = await this.#ask(command, agrees);
    this.acting = false;
    this.warned = null;
    this.error = answer === undefined || answer.ok ? null : answer.error;
    if (!answer?.ok) return false;
    if (told === this.#toldOf(sale)) this.#follow(answer.value);
    this.voiding = this.voiding && answer.value.state !== "void";
    return true;
  }

  get #agrees() {
    return this.preferences.words.people.agrees;
  }

  #numberOf(sale: string): string {
    return saleNumber(this.get(sale)?.number ?? 0);
  }

  #follow(view: SaleView): void {
    this.#all.set(view.id, view);
    if (waitsForMoney(view) && isSplit(view)) this.chips.hold(view.id);
  }

  #ofToday(): SaleView[] {
    const today = (sale: SaleView) => sameDay(sale.opened_at_ms, this.clock.now_ms);
    return [...this.#all.values()].filter(today);
  }

  #waiting(): SaleView[] {
    return [...this.#all.values()]
      .filter(waitsForMoney)
      .sort((one, other) => other.number - one.number);
  }

  #toldOf(sale: string): number {
    return this.#told.get(sale) ?? 0;
  }
}

/**
 * Whether there is more to a sale than one prompt for all of it: then it has the panel, not the
 * card.
 */
export function isSplit(sale: SaleView): boolean {
  const [only, ...more] = sale.legs;
  return only === undefined || more.length > 0 || only.tender !== "prompt" || only.withdrawn
    || only.amount_cents !== sale.total_cents || sale.state === "void" || sale.refunds.length > 0;
}

/** Whether goods of a sale can be taken back: it is paid, and not all of it was given back. */
export function canTakeGoodsBack(sale: SaleView): boolean {
  return !sale.repays && sale.lacking_cents === 0 && sale.kept_cents > 0;
}

/** Whether too much was paid out, or left as a tip, since the payment was another's. */
export function isOverpaid(sale: SaleView): boolean {
  return sale.overpaid_cents > 0 || sale.no_tip_cents > 0;
}

/** Whether money is still to come. */
export function waitsForMoney(sale: SaleView): boolean {
  return sale.state === "open" || sale.state === "short";
}

/** Whether a leg is a prompt that has not brought its money. */
export function waitsForPrompt(leg: LegView): boolean {
  return leg.tender === "prompt" && !leg.withdrawn && leg.covered_cents < leg.amount_cents;
}

/** Whether a leg is a payment that a customer made by himself, and that can be free again. */
export function canTakeBack(leg: LegView): boolean {
  return leg.received !== null && !leg.received.taken_back && !leg.withdrawn;
}

/** Whether the keys can act on a leg. */
export function canChoose(leg: LegView): boolean {
  return waitsForPrompt(leg) || canTakeBack(leg);
}

function isWarning(code: ErrorCode, voids: boolean): boolean {
  return code === "may_still_be_paid" || code === "unresolved_on_phone"
    || (voids && (code === "sale_paid" || code === "goods_given"));
}
