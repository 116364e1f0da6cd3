/** Codes that pay on sight, since the till can't ask where the money was paid. */
import { commands, type CommandError } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";
import type { Approvals } from "./approvals.svelte";

export class Sight {
  /** Where such money goes, as the owner names it; nothing while no code pays on sight. */
  paidTo = $state<string | null>(null);
  error = $state<CommandError | null>(null);
  saving = $state<"unsaved" | "busy" | "saved">("unsaved");
  /** What was typed since it was read. */
  #typed = $state<string | null>(null);

  constructor(private readonly approvals: Approvals) {}

  async load(): Promise<void> {
    const answer = await answerOf(commands.paidTo());
    this.error = answer.ok ? null : answer.error;
    if (answer.ok) this.paidTo = answer.value;
    this.#typed = null;
  }

  /** What stands in the field. */
  get text(): string {
    return this.#typed ?? this.paidTo ?? "";
  }

  type(text: string): void {
    this.#typed = text;
    this.error = null;
    this.saving = "unsaved";
  }

  /** Keeps what was typed; the sentence is what an owner agrees to. */
  async save(sentence: string): Promise<void> {
    if (this.saving === "busy") return;
    this.saving = "busy";
    const place = this.text.trim() === "" ? null : this.text;
    const answer = await this.approvals.askOwner(
      sentence, (badge) => answerOf(commands.setPaidTo(badge, place)),
    );
    this.saving = answer?.ok ? "saved" : "unsaved";
    if (answer?.ok) await this.load();
    else this.error = answer?.error ?? null;
  }
}
