/** The practice customers' phones, drawn on screen in practice mode alone. */
import { commands, type CommandError, type PhoneView, type PracticeAct } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export class Phones {
  list = $state<PhoneView[]>([]);
  /** The phone whose owner is about to pay by himself; one at a time. */
  paying = $state<string | null>(null);
  error = $state<CommandError | null>(null);

  async load(): Promise<void> {
    const answer = await answerOf(commands.practicePhones());
    this.error = answer.ok ? null : answer.error;
    if (answer.ok) this.list = answer.value;
  }

  apply(phones: PhoneView[]): void {
    this.list = phones;
  }

  /** Does what the customer would do with the prompt on that phone. */
  async answer(phone: string, act: PracticeAct): Promise<void> {
    const answer = await answerOf(commands.practiceAnswer(phone, act));
    this.error = answer.ok ? null : answer.error;
  }

  /** Lets its owner pay the shop by himself. */
  async pay(phone: string, amount: string): Promise<void> {
    const answer = await answerOf(commands.practicePay(phone, amount));
    this.error = answer.ok ? null : answer.error;
    if (answer.ok) this.paying = null;
  }

  /** Lets a customer take a payment back; the shop is told nothing. */
  async takeBack(code: string): Promise<void> {
    const answer = await answerOf(commands.practiceTakeBack(code));
    this.error = answer.ok ? null : answer.error;
  }
}
