/** The till itself: whose it is, which M-PESA it talks to, and whether it can prompt. */
import { commands, type CommandError, type TillView } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export class Till {
  view = $state<TillView | null>(null);
  /** Why the till did not start, if it did not. */
  failure = $state<CommandError | null>(null);
  readonly practising = $derived(this.view?.environment === "practice");
  readonly canPrompt = $derived(this.view?.can_prompt ?? false);

  async load(): Promise<void> {
    const answer = await answerOf(commands.till());
    this.failure = answer.ok ? null : answer.error;
    if (answer.ok) this.view = answer.value;
  }
}
