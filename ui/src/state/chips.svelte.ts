/**
 * The row of customers who are waiting: one chip for each sale, however many phones pay for it.
 * A chip keeps its number as long as it stands, so that key 2 is the same customer after customer
 * 1 has paid, and it stands until it has been seen.
 */
import { SvelteMap } from "svelte/reactivity";

export type Chip = { number: number; sale: string };

export class Chips {
  readonly #numbers = new SvelteMap<string, number>();

  /** The chips in the order of their numbers. */
  get held(): Chip[] {
    return [...this.#numbers]
      .map(([sale, number]) => ({ number, sale }))
      .sort((one, other) => one.number - other.number);
  }

  /** Gives a sale the lowest free number, unless it has one. */
  hold(sale: string): void {
    if (!this.#numbers.has(sale)) this.#numbers.set(sale, this.#lowestFree());
  }

  release(sale: string): void {
    this.#numbers.delete(sale);
  }

  clear(): void {
    this.#numbers.clear();
  }

  /** The sale under a number key. */
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
