/** The payments of today and those still waiting, kept true by the events of Rust. */
import { SvelteMap } from "svelte/reactivity";
import { commands, type AttemptView, type CommandError, type StateName } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";
import { sameDay } from "../format/time";
import type { Clock } from "./clock.svelte";
import { Chips } from "./chips.svelte";

/** States in which the cashier waits for the customer or for Safaricom. */
const WAITED_FOR: StateName[] = ["sending", "prompted", "unsure", "reported"];

/** States that the cashier must see even when nobody was waiting for them. */
const LOUD: StateName[] = ["paid", "conflicting"];

type Act = "check" | "stop" | "ask_again";

export class Attempts {
  readonly #all = new SvelteMap<string, AttemptView>();
  readonly chips = new Chips();
  /** The attempt on the state card; null while the next sale is typed. */
  shownId = $state<string | null>(null);
  /** The act that Rust is carrying out for the attempt on the card. */
  acting = $state<Act | null>(null);
  error = $state<CommandError | null>(null);
  readonly shown = $derived(this.shownId === null ? null : (this.get(this.shownId) ?? null));
  readonly today = $derived(this.#ofToday());
  readonly anyLive = $derived([...this.#all.values()].some((attempt) => attempt.live));

  constructor(private readonly clock: Clock) {}

  async load(): Promise<void> {
    const [waiting, today] = await Promise.all([
      answerOf(commands.waiting()),
      answerOf(commands.paymentsToday()),
    ]);
    if (today.ok) today.value.forEach((view) => this.apply(view));
    if (waiting.ok) waiting.value.forEach((view) => this.apply(view));
    if (!today.ok) this.error = today.error;
    if (!waiting.ok) this.error = waiting.error;
  }

  /** Lets go of everything: another environment is another book. */
  forget(): void {
    this.#all.clear();
    this.chips.clear();
    this.shownId = null;
    this.error = null;
  }

  get(id: string): AttemptView | undefined {
    return this.#all.get(id);
  }

  /** Takes what Rust says of an attempt, unless something newer is known already. */
  apply(view: AttemptView): void {
    const known = this.#all.get(view.id);
    if (known !== undefined && stamps(view) < stamps(known)) return;
    this.#all.set(view.id, view);
    const late = known !== undefined && known.state !== view.state && LOUD.includes(view.state);
    if ((view.open && view.watched) || late) this.chips.hold(view.sale_id);
  }

  /** The latest prompt of a sale. */
  latestOf(sale: string): AttemptView | undefined {
    return [...this.#all.values()]
      .filter((attempt) => attempt.sale_id === sale)
      .sort((one, other) => other.drafted_at_ms - one.drafted_at_ms)[0];
  }

  /** Puts an attempt on the card; `hide` takes whatever is there off it. */
  show(id: string): void {
    this.shownId = id;
    this.error = null;
  }

  hide(): void {
    this.shownId = null;
    this.error = null;
  }

  /** Clears the card for the next sale; a settled attempt gives its chip back. */
  leave(): void {
    if (this.shown !== null && !this.shown.open) this.chips.release(this.shown.sale_id);
    this.hide();
  }

  canCheck(attempt: AttemptView): boolean {
    return attempt.open && attempt.prompted_at_ms !== null;
  }

  /** Waiting can be stopped while there is something to wait for: an end is not known yet. */
  canStop(attempt: AttemptView): boolean {
    return attempt.open && attempt.watched && WAITED_FOR.includes(attempt.state);
  }

  /** A second prompt is a human act, and only when neither this prompt took money, nor one before. */
  canAskAgain(attempt: AttemptView): boolean {
    const ended = ["failed", "refused", "lapsed"].includes(attempt.state);
    return ended && !attempt.live && !attempt.awaits_earlier;
  }

  /** Whether Rust refused for an earlier prompt that may have been paid. */
  get canAskAnyway(): boolean {
    return this.error?.code === "unresolved_on_phone";
  }

  check(attempt: AttemptView): Promise<void> {
    return this.#act("check", () => commands.checkNow(attempt.id));
  }

  /** Asks again; `anyway` though an earlier prompt to this phone has no known end. */
  askAgain(attempt: AttemptView, anyway = false): Promise<void> {
    return this.#act("ask_again", () => commands.promptAgain(attempt.id, anyway));
  }

  /** Frees the screen; the till keeps asking in the background. */
  async stop(attempt: AttemptView): Promise<void> {
    await this.#act("stop", () => commands.stopWaiting(attempt.id));
    if (this.error !== null) return;
    this.chips.release(attempt.sale_id);
    this.leave();
  }

  async #act(act: Act, command: () => ReturnType<typeof commands.checkNow>): Promise<void> {
    if (this.acting !== null) return;
    this.acting = act;
    const answer = await answerOf(command());
    this.acting = null;
    this.error = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    this.apply(answer.value);
    this.shownId = answer.value.id;
  }

  #ofToday(): AttemptView[] {
    return [...this.#all.values()]
      .filter((attempt) => sameDay(attempt.drafted_at_ms, this.clock.now_ms))
      .sort((one, other) => other.drafted_at_ms - one.drafted_at_ms);
  }
}

/** Facts are only ever added, so the view that knows of fewer is the older one. */
function stamps(view: AttemptView): number {
  const moments = [
    view.sent_at_ms, view.prompted_at_ms, view.answered_at_ms, view.proved_at_ms,
  ];
  return moments.filter((moment) => moment !== null).length;
}
