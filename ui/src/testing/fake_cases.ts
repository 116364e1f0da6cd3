/** The cases of the fake till. */
import type { CaseView } from "../ipc/bindings";

type Args = Record<string, unknown>;

export class FakeCases {
  all: CaseView[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get open(): CaseView[] {
    return this.all.filter((one) => one.closed_at_ms === null);
  }

  /** Does a command about cases; undefined when it is about something else. */
  answer(name: string, args: Args, tell: () => void): unknown {
    if (name === "open_cases") return this.open;
    if (name === "cases_of") return this.all.filter((one) => one.payment === args.payment);
    const acts: Record<string, () => CaseView> = {
      open_case: () => this.#open(String(args.payment), String(args.why)),
      note_case: () => this.#say(String(args.id), String(args.said), null),
      close_case: () => this.#say(String(args.id), String(args.outcome), this.#now()),
    };
    const done = acts[name]?.();
    if (done !== undefined) tell();
    return done;
  }

  #open(payment: string, why: string): CaseView {
    const one: CaseView = {
      id: `case-${this.all.length}`, payment, code: null, sale_number: 214, amount_cents: 35_000,
      opened_at_ms: this.#now(), closed_at_ms: null, notes: [this.#note(why)],
    };
    this.all = [...this.all, one];
    return one;
  }

  #say(id: string, said: string, closed_at_ms: number | null): CaseView {
    const found = this.all.find((one) => one.id === id);
    if (found === undefined) throw new Error("no such case");
    const one = { ...found, closed_at_ms, notes: [...found.notes, this.#note(said)] };
    this.all = this.all.map((known) => (known.id === id ? one : known));
    return one;
  }

  #note(said: string) {
    return { at_ms: this.#now(), by: "Owner", said };
  }
}
