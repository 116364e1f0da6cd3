/** The payments that are kept for the prompts that they fit. */
import { commands, type KeptView } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export class Kept {
  all = $state.raw<KeptView[]>([]);
  /** Those for which nothing is waited for any more: a person may have to free one. */
  readonly stuck = $derived(this.all.filter(({ waits }) => !waits));

  /** Reads them; what was read before stays when that fails. */
  async load(): Promise<void> {
    const answer = await answerOf(commands.keptPayments());
    if (answer.ok) this.all = answer.value;
  }

  /** Those that are kept for a prompt. */
  of(attempt: string): KeptView[] {
    return this.all.filter((kept) => kept.attempt === attempt);
  }
}
