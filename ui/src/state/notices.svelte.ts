/** How the shop hears of what customers pay by themselves, and what the owner does about it. */
import { commands, type CommandError, type NoticesView } from "../ipc/bindings";
import { plain, readCents } from "../format/money";
import { readPhone, type PhoneProblem } from "../format/phone";
import { answerOf } from "../ipc/calls";

/** What came of asking Safaricom; `unclear` when it may have done it or not. */
export type NoticesAsked =
  | { is: "unasked" }
  | { is: "asking" }
  | { is: "done" }
  | { is: "unclear" }
  | { is: "refused"; error: CommandError };
/** Safaricom took the addresses, by a version, or has some already. */
export type Registering = Exclude<NoticesAsked, { is: "done" }>
  | { is: "registered"; version: number }
  | { is: "before" };
export type RulesField = "least" | "most";
export type RulesProblem = "bad" | "order";

export class Notices {
  view = $state<NoticesView | null>(null);
  /** Why it can't be shown. */
  failure = $state<CommandError | null>(null);
  registering = $state<Registering>({ is: "unasked" });
  signingUp = $state<NoticesAsked>({ is: "unasked" });
  saving = $state<NoticesAsked>({ is: "unasked" });
  phone = $state("");
  phoneProblem = $state<PhoneProblem | null>(null);
  problems = $state<Partial<Record<RulesField, RulesProblem>>>({});
  /** What was typed of the limits since they were read. */
  #typed = $state<Partial<Record<RulesField, string>>>({});
  readonly least = $derived(this.#typed.least ?? written(this.view?.least_cents));
  readonly most = $derived(this.#typed.most ?? written(this.view?.most_cents));

  async load(): Promise<void> {
    const answer = await answerOf(commands.notices());
    this.failure = answer.ok ? null : answer.error;
    if (answer.ok) this.view = answer.value;
  }

  /** Forgets another shop's. */
  forget(): void {
    this.view = null;
    this.registering = this.signingUp = this.saving = { is: "unasked" };
    this.phone = "";
    this.phoneProblem = null;
    this.problems = {};
    this.#typed = {};
  }

  /** Tells Safaricom where to report payments. */
  async register(): Promise<void> {
    if (this.registering.is === "asking" || this.view?.can_be_reached !== true) return;
    this.registering = { is: "asking" };
    const answer = await answerOf(commands.registerNotices());
    if (!answer.ok) this.registering = notDone(answer.error);
    else if (answer.value.version === null) this.registering = { is: "before" };
    else this.registering = { is: "registered", version: answer.value.version };
    await this.load();
  }

  typePhone(typed: string): void {
    this.phone = typed;
    this.phoneProblem = null;
    if (this.signingUp.is !== "asking") this.signingUp = { is: "unasked" };
  }

  /** Signs the shop's number up for pulls. */
  async signUp(): Promise<void> {
    const phone = readPhone(this.phone);
    this.phoneProblem = "problem" in phone ? phone.problem : null;
    if (this.signingUp.is === "asking" || "problem" in phone) return;
    this.signingUp = { is: "asking" };
    const answer = await answerOf(commands.signUpForPulls(phone.digits));
    this.signingUp = answer.ok ? { is: "done" } : notDone(answer.error);
    await this.load();
  }

  typeLimit(field: RulesField, typed: string): void {
    this.#typed[field] = typed;
    this.problems = {};
    if (this.saving.is !== "asking") this.saving = { is: "unasked" };
  }

  /** Keeps the least and the most that the shop takes. */
  async saveRules(): Promise<void> {
    this.problems = this.#findProblems();
    if (this.saving.is === "asking" || Object.keys(this.problems).length > 0) return;
    this.saving = { is: "asking" };
    const [least, most] = [this.least, this.most].map(toSend) as [string, string];
    const answer = await answerOf(commands.setValidationRules(least, most));
    this.saving = answer.ok ? { is: "done" } : { is: "refused", error: answer.error };
    if (!answer.ok) return;
    await this.load();
    this.#typed = {};
  }

  #findProblems(): Partial<Record<RulesField, RulesProblem>> {
    const [least, most] = [this.least, this.most].map(readCents);
    const found: Partial<Record<RulesField, RulesProblem>> = {};
    if (this.least.trim() !== "" && least == null) found.least = "bad";
    if (this.most.trim() !== "" && most == null) found.most = "bad";
    if (least != null && most != null && least > most) found.most = "order";
    return found;
  }
}

/** No clear answer is told from a refusal; all else was not sent. */
function notDone(error: CommandError): NoticesAsked & { is: "unclear" | "refused" } {
  return error.code === "safaricom_unreachable" ? { is: "unclear" } : { is: "refused", error };
}

function written(cents: number | null | undefined): string {
  return cents == null ? "" : plain(cents);
}

function toSend(typed: string): string {
  const cents = readCents(typed);
  return cents === null ? "" : plain(cents);
}
