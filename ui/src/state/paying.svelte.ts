/**
 * Which customer is on the screen, and how the next part of a sale is paid: what ties together the
 * fields, the sales and the prompts. It moves no money itself: each act is one command of Rust.
 */
import type { AttemptView, LegView, OtherTender, SaleView } from "../ipc/bindings";
import { plain, readAmount } from "../format/money";
import { readPhone } from "../format/phone";
import type { Attempts } from "./attempts.svelte";
import type { Apart } from "./apart.svelte";
import { Entry } from "./entry.svelte";
import { isSplit, type Sales } from "./sales.svelte";
import type { ToPay } from "./to_pay.svelte";

export class Paying {
  /** What is typed for the next part of the sale on the panel. */
  readonly part = new Entry();
  /** A card or something else that is about to be taken: a second key confirms it. */
  taking = $state<OtherTender | null>(null);

  constructor(
    private readonly entry: Entry,
    private readonly sales: Sales,
    private readonly attempts: Attempts,
    private readonly toPay: ToPay,
    private readonly apart: Apart,
  ) {}

  /** The fields in hand: those of the sale on the panel, or of the next sale. */
  get typing(): Entry {
    return this.sales.shown === null ? this.entry : this.part;
  }

  /** What the next payment is for: what was typed, or with nothing typed, all that is missing. */
  get asks_cents(): number {
    if (this.typing.amount !== "") return this.typing.amount_cents ?? 0;
    return this.sales.shown?.unasked_cents ?? 0;
  }

  get change_cents(): number {
    return (this.typing.handedFor(this.asks_cents) ?? this.asks_cents) - this.asks_cents;
  }

  /** What the customer at the counter is to pay, as far as it is known. */
  get inHand_cents(): number | null {
    const shown = this.attempts.shown?.amount_cents ?? this.sales.shown?.lacking_cents ?? 0;
    return shown > 0 ? shown : this.entry.amount_cents;
  }

  /** Whether something of the sale on the panel can be asked for. */
  get payable(): boolean {
    return (this.sales.shown?.unasked_cents ?? 0) > 0;
  }

  /** The phone that was prompted last for the sale on the panel; null while it still rings. */
  get lastPhone(): string | null {
    const prompts = (this.sales.shown?.legs ?? []).flatMap((leg) => leg.attempts);
    const last = prompts.sort((one, other) => other.drafted_at_ms - one.drafted_at_ms)[0];
    if (last === undefined) return null;
    return (this.attempts.get(last.id) ?? last).live ? null : last.phone;
  }

  /** Puts a customer on the screen: one prompt alone has the card, all else the panel. */
  show(sale: string): void {
    const view = this.sales.get(sale);
    const latest = this.attempts.latestOf(sale);
    this.attempts.hide();
    if (view !== undefined && (isSplit(view) || latest === undefined)) this.#showPanel(sale);
    else if (latest !== undefined) this.#showCard(latest.id);
  }

  /** Puts one payment on the screen, within its sale when several parts pay for it. */
  showAttempt(attempt: AttemptView): void {
    const view = this.sales.get(attempt.sale_id);
    this.attempts.hide();
    if (view !== undefined && isSplit(view)) this.#showPanel(view.id);
    else this.#showCard(attempt.id);
  }

  /** Makes room for the next customer. */
  leave(): void {
    this.clearPart();
    this.sales.leave();
    this.attempts.leave();
  }

  /** Opens the sale that was typed, to be paid in parts. */
  async split(): Promise<SaleView | null> {
    const cents = this.entry.amount_cents;
    this.entry.amountProblem = cents === null ? "empty" : null;
    if (cents === null) return null;
    const sale = await this.sales.open(plain(cents));
    if (sale === null) this.entry.error = this.sales.error;
    else this.#park(sale);
    return sale;
  }

  /** Shows the customer how he pays what was typed by himself, else the rest; opens its sale. */
  async showCode(): Promise<void> {
    const shown = this.sales.shown;
    const sale = shown ?? (await this.split());
    if (sale === null) return;
    const whole = shown === null || this.part.amount === "";
    await this.toPay.show(sale, whole ? null : this.#shillings());
  }

  /** Asks for the shilling less or more that the till proposes for the sale on the panel. */
  async tellApart(): Promise<void> {
    const [sale, proposed] = [this.sales.shown, this.apart.of(this.sales.shown)];
    if (sale === null || proposed === null) return;
    const agreed = await this.sales.agreeTotal(sale.id, plain(proposed.total_cents));
    if (agreed) this.apart.forget();
  }

  /** Goes on to the cash that is handed over: for what was typed, else for the rest. */
  beginCash(): void {
    if (this.typing.amount !== "" || this.sales.shown === null) this.typing.goToHanded();
    else if (this.payable) this.part.field = "handed";
  }

  /** Takes cash for what was typed: for the whole next sale, or for a part of the one shown. */
  async takeCash(): Promise<void> {
    const [asks, handed] = [this.asks_cents, this.typing.handedFor(this.asks_cents)];
    if (handed === null) {
      this.typing.error = { code: "too_little_handed", message: "", reference: "" };
      return;
    }
    const sale = this.sales.shown ?? (await this.split());
    if (sale === null) return;
    this.#done(await this.sales.takeCash(sale.id, plain(asks), plain(handed)));
  }

  /** Takes the card, or what it is, for what was typed, else for the rest. */
  async takeOther(): Promise<void> {
    const [sale, tender] = [this.sales.shown, this.taking];
    if (sale === null || tender === null) return;
    this.#done(await this.sales.takeOther(sale.id, tender, plain(this.asks_cents)));
    this.taking = null;
  }

  /** Takes back what was typed or chosen for the next part. */
  clearPart(): void {
    this.taking = null;
    this.toPay.hide();
    this.part.reset();
  }

  /** Whether the next Enter asks the last phone for all that is missing. */
  get asksLastPhone(): boolean {
    return this.part.amount === "" && this.part.phone === "" && this.lastPhone !== null;
  }

  /** Prompts for what was typed; with nothing typed, the last phone for the rest. */
  async prompt(): Promise<void> {
    const [sale, { amount, phone }] = [this.sales.shown, this.part];
    if (sale === null) return;
    if (phone === "" && !this.asksLastPhone) return this.#wantPhone();
    const digits = phone === "" ? "" : this.#digits();
    if (digits === null) return;
    this.#done(await (amount === ""
      ? this.sales.promptRest(sale.id, phone === "" ? null : digits)
      : this.sales.promptPart(sale.id, this.#shillings(), digits)));
  }

  /** Does knowingly what Rust warned of. */
  async goOn(): Promise<void> {
    const done = (await this.sales.warned?.goOn()) ?? false;
    this.#done(done);
    const attempt = this.attempts.shown;
    if (attempt === null) return;
    if (done) this.show(attempt.sale_id);
    else this.attempts.error = this.sales.error;
  }

  /** Asks again for the leg in hand. */
  async askAgain(leg: LegView): Promise<void> {
    const attempt = this.attemptOf(leg);
    if (attempt === null || this.sales.shown === null) return;
    await this.sales.promptAgain(this.sales.shown.id, attempt.id);
  }

  /** Asks Safaricom about a prompt of the sale on the panel, which stays there. */
  async check(attempt: AttemptView): Promise<void> {
    await this.attempts.check(attempt);
    this.sales.error = this.attempts.error;
    this.attempts.hide();
  }

  /** The latest prompt of a leg, as new as it is known. */
  attemptOf(leg: LegView): AttemptView | null {
    const last = leg.attempts.at(-1);
    return last === undefined ? null : (this.attempts.get(last.id) ?? last);
  }

  /** Chooses another way to pay for the leg in hand. */
  async anotherWay(leg: LegView): Promise<void> {
    if (this.sales.shown === null) return;
    await this.sales.withdraw(this.sales.shown.id, leg);
    if (this.sales.chosenId === leg.id) this.sales.chosenId = null;
  }

  /** Begins to take back the payment that was given to the sale on the panel. */
  beginTakeBack(leg: LegView): void {
    this.sales.error = null;
    this.sales.takingBack = leg;
  }

  /** Leaves it with the sale. */
  endTakeBack(): void {
    this.endVoid();
  }

  /** Chooses another way to pay for the prompt on the card: its sale is then on the panel. */
  async anotherWayThan(attempt: AttemptView): Promise<boolean> {
    const sale = await this.sales.read(attempt.sale_id);
    const leg = sale?.legs.find((one) => one.attempts.some(({ id }) => id === attempt.id));
    if (sale === null || leg === undefined) {
      this.attempts.error = this.sales.error;
      return false;
    }
    const done = await this.sales.withdraw(sale.id, leg);
    if (done) this.show(sale.id);
    else if (this.sales.warned === null) this.attempts.error = this.sales.error;
    return done;
  }

  /** Takes cash instead of the prompt on the card, which has failed. */
  async cashInstead(attempt: AttemptView): Promise<void> {
    if (await this.anotherWayThan(attempt)) this.part.field = "handed";
  }

  /** Begins to call off the sale on the screen. */
  async beginVoid(): Promise<void> {
    const sale = await this.#toPanel();
    if (sale !== null) this.sales.voiding = true;
  }

  /** Keeps the sale that was about to be called off, and shows it as before. */
  endVoid(): void {
    const sale = this.sales.shownId;
    if (sale !== null) this.show(sale);
  }

  /** Begins to take goods of the sale on the screen back. */
  async beginRefund(): Promise<void> {
    const sale = await this.#toPanel();
    if (sale !== null) this.sales.refunding = true;
  }

  /** Gives nothing back, and shows the sale as before. */
  endRefund(): void {
    this.endVoid();
  }

  /** Puts the sale on the screen on the panel; null when it can't be read. */
  async #toPanel(): Promise<SaleView | null> {
    const shown = this.attempts.shown;
    const sale = shown === null ? this.sales.shown : await this.sales.read(shown.sale_id);
    if (sale === null) {
      this.attempts.error = this.sales.error;
      return null;
    }
    this.attempts.hide();
    this.#showPanel(sale.id);
    return sale;
  }

  #park(sale: SaleView): void {
    this.entry.reset();
    this.#showPanel(sale.id);
  }

  #showPanel(sale: string): void {
    if (this.sales.shownId !== sale) this.clearPart();
    this.sales.show(sale);
    if (this.sales.shown?.legs.length === 0) void this.apart.look(sale);
  }

  #showCard(attempt: string): void {
    this.sales.hide();
    this.attempts.show(attempt);
  }

  #done(done: boolean): void {
    if (done) this.part.reset();
  }

  #wantPhone(): void {
    this.part.phoneProblem = this.part.field === "phone" ? "empty" : null;
    this.part.field = "phone";
  }

  #shillings(): string {
    const reading = readAmount(this.part.amount);
    return "shillings" in reading ? String(reading.shillings) : this.part.amount;
  }

  #digits(): string | null {
    const reading = readPhone(this.part.phone);
    this.part.phoneProblem = "problem" in reading ? reading.problem : null;
    return "digits" in reading ? reading.digits : null;
  }
}
