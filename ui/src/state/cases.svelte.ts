/** Cases: what somebody says of a payment, on its page and in the owner's list of open ones. */
import { commands, type CaseView, type CommandError } from "../ipc/bindings";
import { answerOf, type Answer } from "../ipc/calls";

/** What is being said: why a case is opened, a note in one, or what came of it. */
export type Saying = "open" | "note" | "close";

export class Cases {
  /** Those that are open, oldest first. */
  open = $state<CaseView[]>([]);
  /** Whether History lists the open ones in place of the payments. */
  listing = $state(false);
  /** The cases of the payment on screen, oldest first. */
  shown = $state<CaseView[]>([]);
  saying = $state<Saying | null>(null);
  acting = $state(false);
  error = $state<CommandError | null>(null);
  /** The payment on screen: its prompt's id, or its code. */
  payment = $state<string | null>(null);
  /** The case of that payment which is open. */
  readonly current = $derived(this.shown.find((one) => one.closed_at_ms === null) ?? null);

  async load(): Promise<void> {
    const answer = await answerOf(commands.openCases());
    if (answer.ok) this.open = answer.value;
  }

  /** Takes the open cases over, and reads those of the payment on screen anew. */
  apply(open: CaseView[]): void {
    this.open = open;
    void this.read();
  }

  /** Shows the cases of a payment; nothing of none. */
  show(payment: string | null): void {
    if (payment === this.payment) return;
    this.payment = payment;
    this.shown = [];
    this.end();
    void this.read();
  }

  begin(saying: Saying): void {
    if (this.payment === null) return;
    this.error = null;
    this.saying = saying;
  }

  end(): void {
    this.saying = null;
    this.error = null;
  }

  /** Says it; what is refused stays in the dialog. */
  async say(text: string): Promise<void> {
    const { saying } = this;
    const call = saying === null || this.acting ? undefined : this.#call(saying, text);
    if (call === undefined) return;
    this.acting = true;
    const answer: Answer<CaseView> = await answerOf(call);
    this.acting = false;
    this.error = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    this.saying = null;
    await this.read();
  }

  forget(): void {
    this.open = [];
    this.listing = false;
    this.show(null);
  }

  async read(): Promise<void> {
    const { payment } = this;
    if (payment === null) return;
    const answer = await answerOf(commands.casesOf(payment));
    if (answer.ok && payment === this.payment) this.shown = answer.value;
  }

  #call(saying: Saying, text: string) {
    if (saying === "open") {
      return this.payment === null ? undefined : commands.openCase(this.payment, text);
    }
    if (this.current === null) return undefined;
    const { id } = this.current;
    return saying === "note" ? commands.noteCase(id, text) : commands.closeCase(id, text);
  }
}
