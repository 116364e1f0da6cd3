/**
 * The row of customers who are waiting. A chip keeps its number as long as it stands, so that
 * key 2 is the same customer after customer 1 has paid, and it stands until it has been seen.
 */
import { SvelteMap } from "svelte/reactivity";
import type { AttemptView } from "../ipc/bindings";

export type Chip = { number: number; attempt: AttemptView };

/** States that the cashier must see even when nobody was waiting for them. */
const LOUD = ["paid", "conflicting"];

export class Chips {
  readonly #numbers = new SvelteMap<string, number>();

  /** Gives a waiting attempt a number, and one that changed loudly in the background. */
  follow(view: AttemptView, known: AttemptView | undefined): void {
    const late = known !== undefined && known.state !== view.state && LOUD.includes(view.state);
    if (this.#numbers.has(view.id) || !((view.open && view.watched) || late)) return;
    this.#numbers.set(view.id, this.#lowestFree());
  }

  release(id: string): void {
    this.#numbers.delete(id);
  }

  clear(): void {
    this.#numbers.clear();
  }

  /** The chips in the order of their numbers. */
  held(attempts: ReadonlyMap<string, AttemptView>): Chip[] {
    return [...this.#numbers]
      .flatMap(([id, number]) => {
        const attempt = attempts.get(id);
        return attempt === undefined ? [] : [{ number, attempt }];
      })
      .sort((one, other) => one.number - other.number);
  }

  /** The attempt under a number key. */
  at(number: number): string | undefined {
    return [...this.#numbers].find(([, held]) => held === number)?.[0];
  }

  #lowestFree(): number {
    const taken = new Set(this.#numbers.values());
    let number = 1;
    while (taken.has(number)) number += 1;
    return number;
  }
}
