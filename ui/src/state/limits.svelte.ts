/** The owner's limits: what one person does alone at the till. */
import { commands, type CommandError, type LimitsForm, type LimitsView } from "../ipc/bindings";
import { plain, readSum } from "../format/money";
import { answerOf } from "../ipc/calls";
import type { Approvals } from "./approvals.svelte";

export type LimitField = keyof LimitsForm;
export const LIMIT_FIELDS: readonly LimitField[] = [
  "alone", "unprompted", "alone_a_day", "unprompted_a_day", "at_risk",
];

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
    this.bad = LIMIT_FIELDS.filter((field) => readSum(this.text(field)) === null);
    if (this.saving === "busy" || this.bad.length > 0) return;
    this.saving = "busy";
    const typed = (field: LimitField) => plain(readSum(this.text(field)) ?? 0);
    const limits: LimitsForm = {
      alone: typed("alone"),
      unprompted: typed("unprompted"),
      alone_a_day: typed("alone_a_day"),
      unprompted_a_day: typed("unprompted_a_day"),
      at_risk: typed("at_risk"),
    };
    const answer = await this.approvals.askOwner(
      sentence, (badge) => answerOf(commands.setLimits(badge, limits)),
    );
    this.saving = answer?.ok ? "saved" : "unsaved";
    if (answer?.ok) await this.load();
    else this.error = answer?.error ?? null;
  }
}
