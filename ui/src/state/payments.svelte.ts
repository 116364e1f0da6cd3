/** The payments that customers made by themselves and that belong to nobody yet, newest first. */
import { commands, type CommandError, type PaymentView } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export class Payments {
  all = $state<PaymentView[]>([]);
  error = $state<CommandError | null>(null);
  /** Whether a sale gets no more than it lacks, and the rest waits for another one. */
  partly = $state(false);
  /** The payment that the keys act on. New ones never take its place: it is known by its code. */
  #chosen = $state<string | null>(null);
  /** Whether the cashier wants another sale than those that are offered. */
  #picking = $state(false);
  readonly chosen = $derived(this.all.find(({ receipt }) => receipt === this.#chosen) ?? null);
  /** Whether any open sale is to be chosen: nothing is offered, or something else is wanted. */
  readonly picking = $derived(this.#picking || this.chosen?.offers.length === 0);
  readonly total_cents = $derived(this.all.reduce((sum, { left_cents }) => sum + left_cents, 0));
  /** The codes that were heard of before; none before the first reading, which makes no sound. */
  #heard: Set<string> | null = null;
  #told = 0;

  /** `onarrive` is called when a payment comes that was never here. */
  constructor(private readonly onarrive: () => void) {}

  /** Reads them; an answer that was overtaken by an event is dropped. */
  async load(): Promise<void> {
    const before = this.#told;
    const answer = await answerOf(commands.waitingPayments());
    this.error = answer.ok ? null : answer.error;
    if (answer.ok && before === this.#told) this.apply(answer.value);
  }

  apply(payments: PaymentView[]): void {
    this.#told += 1;
    const hadNone = this.all.length === 0;
    this.all = payments;
    if (hadNone) this.chooseNewest();
    this.#listen(payments.map(({ receipt }) => receipt));
  }

  /** Lets go of everything: another environment is another book. */
  forget(): void {
    this.all = [];
    this.#heard = null;
    this.error = null;
  }

  choose(receipt: string | null): void {
    this.#chosen = receipt;
    this.#picking = false;
    this.partly = false;
    this.error = null;
  }

  chooseNewest(): void {
    this.choose(this.all[0]?.receipt ?? null);
  }

  /** Goes up or down; from nowhere, to the newest. */
  step(by: 1 | -1): void {
    const at = this.all.findIndex(({ receipt }) => receipt === this.#chosen);
    const next = at < 0 ? 0 : Math.max(0, Math.min(this.all.length - 1, at + by));
    this.choose(this.all[next]?.receipt ?? null);
  }

  /** Shows all open sales instead of what is offered, or goes back to that. */
  pick(wanted: boolean): void {
    this.#picking = wanted;
    this.error = null;
  }

  /** Gives sales no more than they lack, or all of a payment again. */
  split(): void {
    this.partly = !this.partly;
  }

  /** Returns how much of the chosen payment a sale that lacks so much gets. */
  share(left_cents: number, lacks_cents: number): number {
    return this.partly ? Math.min(left_cents, lacks_cents) : left_cents;
  }

  #listen(receipts: string[]): void {
    const heard = this.#heard;
    this.#heard = new Set([...(heard ?? []), ...receipts]);
    if (heard !== null && receipts.some((receipt) => !heard.has(receipt))) this.onarrive();
  }
}
