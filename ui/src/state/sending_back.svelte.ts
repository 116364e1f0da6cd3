/** One payment that is looked at, and sending it back by M-PESA: asked, agreed to, followed. */
import { commands, type BadgeForm, type CommandError, type PaymentPage } from "../ipc/bindings";
import { answerOf, type Answer } from "../ipc/calls";
import type { Language } from "../words/words";
import type { Approvals } from "./approvals.svelte";

export class SendingBack {
  page = $state.raw<PaymentPage | null>(null);
  error = $state<CommandError | null>(null);
  /** Whether it is being asked if the money shall go back. */
  asking = $state(false);
  /** Whether somebody is saying what became of an order that nobody knows the end of. */
  settling = $state(false);
  /** Whether it is being asked if the payment shall be freed from its prompt. */
  freeing = $state(false);
  busy = $state(false);
  #receipt: string | null = null;

  constructor(private readonly approvals: Approvals) {}

  /** Looks at another payment, or at none. */
  async look(receipt: string | null): Promise<void> {
    if (receipt !== this.#receipt) {
      this.page = this.error = null;
      this.keep();
    }
    this.#receipt = receipt;
    await this.reload();
  }

  /** Reads what became of it; an answer about another payment is dropped. */
  async reload(): Promise<void> {
    const receipt = this.#receipt;
    if (receipt === null) return;
    const answer = await answerOf(commands.paymentPage(receipt));
    if (receipt !== this.#receipt) return;
    if (answer.ok) this.#show(answer.value);
    else this.error = answer.error;
  }

  /** Asks M-PESA about the payment; what it answers is told as a change. */
  async askAbout(): Promise<void> {
    if (this.page === null || this.busy) return;
    this.busy = true;
    const answer = await answerOf(commands.askAboutPayment(this.page.receipt));
    this.error = answer.ok ? null : answer.error;
    this.busy = false;
  }

  begin(): void {
    this.error = null;
    this.asking = this.page?.back.asks !== null && !this.busy;
  }

  beginSettling(): void {
    this.error = null;
    this.settling = this.page?.back.settles_gone !== null && !this.busy;
  }

  beginFreeing(): void {
    this.error = null;
    this.freeing = (this.page?.kept ?? null) !== null && !this.busy;
  }

  keep(): void {
    this.asking = this.settling = this.freeing = false;
  }

  /** Frees the payment from the prompt that it is kept for; tells whether it was. */
  async free(language: Language): Promise<boolean> {
    const { kept, receipt } = this.page ?? {};
    if (receipt === undefined || kept === null || kept === undefined || this.busy) return false;
    this.freeing = false;
    return this.#act(receipt, kept.asks[language], (badge) =>
      answerOf(commands.freePayment(receipt, kept.attempt, badge)));
  }

  /** Writes down what somebody found: the code of the return, or none where it is still here. */
  async settle(by: string | null, lookedIn: string, language: Language): Promise<void> {
    const { back, receipt } = this.page ?? {};
    const says = by === null ? back?.settles_here : back?.settles_gone;
    if (receipt === undefined || says === null || says === undefined || this.busy) return;
    this.settling = false;
    await this.#act(receipt, says[language], (badge) =>
      answerOf(commands.settleOrder(receipt, by, lookedIn, badge)));
  }

  /** Tells M-PESA; above the owner's limit a second person agrees. Tells whether it was told. */
  async go(language: Language): Promise<boolean> {
    const { asks, shillings } = this.page?.back ?? { asks: null, shillings: null };
    const receipt = this.page?.receipt;
    if (asks === null || shillings === null || receipt === undefined || this.busy) return false;
    this.asking = false;
    return this.#act(receipt, asks[language], (badge) =>
      answerOf(commands.sendPaymentBack(receipt, shillings, badge)));
  }

  /** Acts on the payment; a second person agrees where one is wanted. Tells whether it was done. */
  async #act(
    receipt: string, sentence: string,
    act: (badge: BadgeForm | null) => Promise<Answer<PaymentPage>>,
  ): Promise<boolean> {
    this.busy = true;
    const alone = await act(null);
    const wants = !alone.ok && alone.error.code === "second_wanted";
    const answer = wants ? await this.approvals.ask(sentence, act) : alone;
    this.busy = false;
    if (answer === undefined) return false;
    if (answer.ok && receipt === this.#receipt) this.#show(answer.value);
    else await this.reload();
    this.error = answer.ok ? null : answer.error;
    return answer.ok;
  }

  #show(page: PaymentPage): void {
    this.page = page;
    if (page.back.asks === null) this.asking = false;
    if (page.back.settles_gone === null) this.settling = false;
    if (page.kept === null) this.freeing = false;
  }
}
