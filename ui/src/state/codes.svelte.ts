/** A code that is read from the customer's phone, typed or scanned: looked up before it is used. */
import { commands, type CodeView, type CommandError } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export class Codes {
  open = $state(false);
  typed = $state("");
  asking = $state(false);
  answer = $state<CodeView | null>(null);
  error = $state<CommandError | null>(null);
  /** Whether the code that was found can be given to a sale, or claimed for one. */
  readonly usable = $derived(
    this.answer !== null && (this.answer.claimable || this.answer.left_cents !== null),
  );

  begin(): void {
    this.type("");
    this.open = true;
  }

  end(): void {
    this.open = false;
  }

  /** What was found is of what was typed before. */
  type(text: string): void {
    this.typed = text;
    this.answer = null;
    this.error = null;
  }

  async look(): Promise<void> {
    if (this.asking) return;
    const { typed } = this;
    this.asking = true;
    const answer = await answerOf(commands.lookUpCode(typed));
    this.asking = false;
    if (typed !== this.typed) return;
    this.answer = answer.ok ? answer.value : null;
    this.error = answer.ok ? null : answer.error;
  }
}
