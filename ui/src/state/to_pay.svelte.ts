/** What is shown to a customer who pays by himself. */
import { commands, type CommandError, type PayCodeView, type SaleView } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export class ToPay {
  asking = $state(false);
  error = $state<CommandError | null>(null);
  #shown = $state<{ sale: string; code: PayCodeView } | null>(null);

  /** What the customer of a sale is shown, while so much is still to be asked for. */
  of(sale: SaleView | null): PayCodeView | null {
    const shown = this.#shown;
    if (sale === null || shown === null || shown.sale !== sale.id) return null;
    return shown.code.amount_cents <= sale.unasked_cents ? shown.code : null;
  }

  /** Shows it: for a part of the sale, or for all that is missing. */
  async show(sale: SaleView, part: string | null): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const answer = await answerOf(commands.payCode(sale.id, part));
    this.asking = false;
    this.error = answer.ok ? null : answer.error;
    this.#shown = answer.ok ? { sale: sale.id, code: answer.value } : null;
  }

  hide(): void {
    this.#shown = null;
    this.error = null;
  }
}
