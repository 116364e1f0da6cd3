/** Customers who have goods on credit: who they are, what each owes, and what he has on credit. */
import { commands, type CommandError, type DebtorView, type SaleView } from "../ipc/bindings";
import { phone } from "../format/phone";
import { answerOf, type Answer } from "../ipc/calls";
import type { Approvals } from "./approvals.svelte";

export class Debtors {
  all = $state<DebtorView[]>([]);
  error = $state<CommandError | null>(null);
  acting = $state(false);
  /** A part of a name or a phone. */
  search = $state("");
  /** Whether it is asked who has the sale on the panel on credit. */
  asking = $state(false);
  /** Whether a new debtor is being written down. */
  adding = $state(false);
  /** What the chosen one has on credit and repaid, newest first; null before it is read. */
  statement = $state<SaleView[] | null>(null);
  #chosen = $state<string | null>(null);
  readonly found = $derived(this.all.filter((one) => fits(one, this.search)));
  /** Whom the keys act on: the first of those that are found, unless another was chosen. */
  readonly chosen = $derived(
    this.found.find(({ id }) => id === this.#chosen) ?? this.found[0] ?? null,
  );
  readonly owed_cents = $derived(this.all.reduce((sum, { debt_cents }) => sum + debt_cents, 0));

  constructor(private readonly approvals: Approvals) {}

  async load(): Promise<void> {
    const answer = await answerOf(commands.debtors());
    this.error = answer.ok ? null : answer.error;
    if (answer.ok) this.all = answer.value;
  }

  /** Lets go of everything: another environment is another book. */
  forget(): void {
    this.all = [];
    this.statement = null;
    this.end();
  }

  /** Takes what a sale says of its debtor. */
  apply(debtor: DebtorView): void {
    this.all = this.all.map((one) => (one.id === debtor.id ? debtor : one));
  }

  /** Asks who has the sale on the panel on credit. */
  begin(): void {
    this.search = "";
    this.error = null;
    this.adding = false;
    this.asking = true;
    void this.load();
  }

  end(): void {
    this.asking = false;
    this.adding = false;
    this.error = null;
  }

  choose(id: string): void {
    this.#chosen = id;
    this.error = null;
    this.statement = null;
  }

  /** Goes up or down among those that are found. */
  step(by: 1 | -1): void {
    const at = this.found.findIndex(({ id }) => id === this.chosen?.id);
    const next = this.found[Math.max(0, Math.min(this.found.length - 1, at + by))];
    if (next !== undefined && next.id !== this.chosen?.id) this.choose(next.id);
  }

  /** Reads what the chosen one has on credit and repaid. */
  async look(id: string): Promise<void> {
    const answer = await answerOf(commands.debtorSales(id));
    if (answer.ok && this.chosen?.id === id) this.statement = answer.value;
  }

  /** Writes somebody down, who is then the chosen one; how much he may owe, an owner says. */
  async add(name: string, typedPhone: string): Promise<boolean> {
    const added = await this.#do(() => answerOf(commands.addDebtor(name, typedPhone)));
    if (!added) return false;
    this.adding = false;
    this.search = "";
    return true;
  }

  /** Says how much he may owe; the sentence is what an owner agrees to. */
  limit(id: string, limit: string, sentence: string): Promise<boolean> {
    return this.#do(() => this.approvals.askOwner(
      sentence, (badge) => answerOf(commands.limitDebtor(badge, id, limit)),
    ));
  }

  /** Changes what the chosen one is called, or his phone. */
  async change(id: string, name: string, typedPhone: string): Promise<void> {
    const changed = await this.#do(() => answerOf(commands.changeDebtor(id, name, typedPhone)));
    if (changed) this.adding = false;
  }

  async erase(id: string): Promise<boolean> {
    return this.#do(() => answerOf(commands.eraseDebtor(id)));
  }

  async #do(act: () => Promise<Answer<DebtorView> | undefined>): Promise<boolean> {
    if (this.acting) return false;
    this.acting = true;
    const answer = await act();
    this.acting = false;
    this.error = answer === undefined || answer.ok ? null : answer.error;
    if (!answer?.ok) return false;
    await this.load();
    this.#chosen = answer.value.id;
    return true;
  }
}

function fits({ name, phone: digits }: DebtorView, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  const spelt = wanted.replaceAll(" ", "");
  return (name ?? "").toLowerCase().includes(wanted)
    || (spelt !== "" && [digits ?? "", phone(digits ?? "").replaceAll(" ", "")]
      .some((one) => one.includes(spelt.replace(/^\+/, ""))));
}
