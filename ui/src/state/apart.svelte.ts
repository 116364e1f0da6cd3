/** The till's proposal to tell two open sales over the same amount apart by a shilling. */
import { commands, type ApartView, type SaleView } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export class Apart {
  #proposed = $state<{ sale: string; view: ApartView } | null>(null);

  /** What is proposed for a sale, while nothing of it was asked for or paid. */
  of(sale: SaleView | null): ApartView | null {
    const proposed = this.#proposed;
    if (sale === null || proposed === null || proposed.sale !== sale.id) return null;
    return sale.unasked_cents === sale.total_cents ? proposed.view : null;
  }

  /** Asks Rust; whatever keeps an answer from coming is no fault of the sale's. */
  async look(sale: string): Promise<void> {
    this.#proposed = null;
    const answer = await answerOf(commands.apart(sale));
    const view = answer.ok ? answer.value : null;
    this.#proposed = view === null ? null : { sale, view };
  }

  forget(): void {
    this.#proposed = null;
  }
}
