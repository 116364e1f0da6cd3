/** Customers who are known from what they paid, as Set-up shows them. */
import { commands, type CommandError, type CustomersView } from "../ipc/bindings";
import { answerOf, type Answer } from "../ipc/calls";

export class Customers {
  view = $state<CustomersView | null>(null);
  error = $state<CommandError | null>(null);

  async load(): Promise<void> {
    this.#take(await answerOf(commands.customers()));
  }

  /** Lets customers be known from now on, or not. */
  async know(known: boolean): Promise<void> {
    this.#take(await answerOf(commands.knowCustomers(known)));
  }

  /** Erases what was learnt of whoever paid this, or of all. */
  async forget(receipt: string | null): Promise<void> {
    this.#take(await answerOf(commands.forgetCustomers(receipt)));
  }

  #take(answer: Answer<CustomersView>): void {
    this.error = answer.ok ? null : answer.error;
    if (answer.ok) this.view = answer.value;
  }
}
