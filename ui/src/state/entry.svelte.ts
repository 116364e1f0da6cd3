/**
 * What the cashier is typing for the next payment: an amount, then a phone, or the cash that was
 * handed over.
 */
import { commands, type AttemptView, type CommandError } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";
import { groupAmount, readAmount, readCents, type AmountProblem } from "../format/money";
import { groupPhone, phone, readPhone, type PhoneProblem } from "../format/phone";

export type Field = "amount" | "phone" | "handed";
export type Key = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "00" | "back";

type Typed = { amount: string; phone: string };

export class Entry {
  amount = $state("");
  phone = $state("");
  /** The cash that the customer handed over; empty means the amount itself. */
  handed = $state("");
  /** The field that the keypad types into. */
  field = $state<Field>("amount");
  status = $state<"typing" | "sending">("typing");
  amountProblem = $state<AmountProblem | null>(null);
  phoneProblem = $state<PhoneProblem | null>(null);
  /** Why the last prompt was not sent. */
  error = $state<CommandError | null>(null);
  #cleared = $state<Typed | null>(null);
  readonly empty = $derived(this.amount === "" && this.phone === "");
  readonly canAskAnyway = $derived(this.error?.code === "unresolved_on_phone");
  readonly canUndo = $derived(this.#cleared !== null && this.empty);

  setAmount(typed: string): void {
    this.amount = groupAmount(typed);
    const reading = readAmount(this.amount);
    this.amountProblem = "problem" in reading ? this.#atOnce(reading.problem) : null;
    this.error = null;
  }

  setPhone(typed: string): void {
    this.phone = groupPhone(typed);
    this.phoneProblem = null;
    this.error = null;
  }

  setHanded(typed: string): void {
    this.handed = groupAmount(typed);
    this.error = null;
  }

  /** What was typed, in cents; null while it is no amount. */
  get amount_cents(): number | null {
    return readCents(this.amount);
  }

  /** The cash that was handed over for so much; null while too little is typed. */
  handedFor(cents: number): number | null {
    const handed = this.handed === "" ? cents : readCents(this.handed);
    return handed === null || handed < cents ? null : handed;
  }

  /** Takes a number from a practice phone or an earlier payment. */
  takePhone(msisdn: string): void {
    this.setPhone(phone(msisdn));
    this.field = "phone";
  }

  /** Types one key of the number pad into the field in hand. */
  press(key: Key): void {
    const typed = this[this.field];
    const next = key === "back" ? typed.trimEnd().slice(0, -1) : typed + key;
    if (this.field === "amount") this.setAmount(next);
    else if (this.field === "phone") this.setPhone(next);
    else this.setHanded(next);
  }

  /** Goes on from the amount to the phone, or says what is wrong with the amount. */
  goToPhone(): boolean {
    const reading = readAmount(this.amount);
    this.amountProblem = "problem" in reading ? reading.problem : null;
    this.field = this.amountProblem === null ? "phone" : "amount";
    return this.amountProblem === null;
  }

  /** Goes on from the amount to the cash that is handed over, if there is an amount. */
  goToHanded(): void {
    if (this.amount_cents === null) this.amountProblem = "empty";
    else this.field = "handed";
  }

  /** Goes back from the cash to the amount, which stays. */
  leaveHanded(): void {
    this.setHanded("");
    this.field = "amount";
  }

  /**
   * Sends the prompt; null when a field or Rust says no, with the reason on screen. `anyway` is
   * the cashier's word that an earlier prompt to this phone, whose end is not known, is no bar.
   */
  async send(anyway = false): Promise<AttemptView | null> {
    if (this.status === "sending" || !this.#ready()) return null;
    this.status = "sending";
    const answer = await answerOf(commands.charge(...this.#digits(), anyway));
    this.status = "typing";
    if (answer.ok) this.reset();
    else this.#refuse(answer.error);
    return answer.ok ? answer.value : null;
  }

  /** Empties both fields and remembers them, so that `undo` can bring them back. */
  clear(): void {
    const typed = this.empty ? null : { amount: this.amount, phone: this.phone };
    this.reset();
    this.#cleared = typed;
  }

  undo(): void {
    if (this.#cleared === null) return;
    const typed = this.#cleared;
    this.reset();
    this.setAmount(typed.amount);
    this.setPhone(typed.phone);
    this.field = typed.phone === "" ? "amount" : "phone";
  }

  /** Makes ready for the next customer. */
  reset(): void {
    this.setAmount("");
    this.setPhone("");
    this.setHanded("");
    this.field = "amount";
    this.#cleared = null;
  }

  #ready(): boolean {
    if (!this.goToPhone()) return false;
    const reading = readPhone(this.phone);
    this.phoneProblem = "problem" in reading ? reading.problem : null;
    return this.phoneProblem === null;
  }

  #refuse(error: CommandError): void {
    this.error = error;
    if (error.code === "bad_amount") this.field = "amount";
  }

  #digits(): [amount: string, phone: string] {
    const reading = readAmount(this.amount);
    const shillings = "shillings" in reading ? String(reading.shillings) : this.amount;
    return [shillings, this.phone.replace(/\D/g, "")];
  }

  /** An amount that is only unfinished is not yet wrong. */
  #atOnce(problem: AmountProblem): AmountProblem | null {
    return problem === "too_big" || problem === "not_whole" ? problem : null;
  }
}
