/** The owner's limits: what one person does alone at the till. */
import { commands, type CommandError, type LimitsView } from "../ipc/bindings";
import { plain, readCents } from "../format/money";
import { answerOf } from "../ipc/calls";
import type { Approvals } from "./approvals.svelte";

export type LimitField = "alone" | "unprompted";
export const LIMIT_FIELDS: readonly LimitField[] = ["alone", "unprompted"];

export class Limits {
  view = $state<LimitsView | null>(null);
  error = $state<CommandError | null>(null);
  saving = $state<"unsaved" | "busy" | "saved">("unsaved");
  /** The fields in which no amount stands. */
  bad = $state<LimitField[]>([]);
  /** What was typed since they were read. */
  #typed = $state<Partial<Record<LimitField, string>>>({});

  constructor(private readonly approvals: Approvals) {}

  async load(): Promise<void> {
    const answer = await answerOf(commands.limits());
    this.error = answer.ok ? null : answer.error;
    if (answer.ok) this.view = answer.value;
    this.#typed = {};
  }

  /** What stands in a field. */
  text(field: LimitField): string {
    return this.#typed[field] ?? (this.view === null ? "" : plain(this.view[`${field}_cents`]));
  }

  type(field: LimitField, typed: string): void {
    this.#typed[field] = typed;
    this.bad = [];
    this.saving = "unsaved";
  }

  /** Keeps what was typed; the sentence is what an owner agrees to. */
  async save(sentence: string): Promise<void> {
    this.bad = LIMIT_FIELDS.filter((field) => readCents(this.text(field)) === null);
    if (this.saving === "busy" || this.bad.length > 0) return;
    this.saving = "busy";
    const [alone, unprompted] = LIMIT_FIELDS.map((field) =>
      plain(readCents(this.text(field)) ?? 0)) as [string, string];
    const answer = await this.approvals.askOwner(
      sentence, (badge) => answerOf(commands.setLimits(badge, { alone, unprompted })),
    );
    this.saving = answer?.ok ? "saved" : "unsaved";
    if (answer?.ok) await this.load();
    else this.error = answer?.error ?? null;
  }
}
