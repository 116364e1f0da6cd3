/** What an owner does about those who work here: takes them on, renames them, lets them go. */
import {
  commands, type BadgeForm, type CommandError, type PersonChange, type PersonView, type Role,
} from "../ipc/bindings";
import { answerOf, type Answer } from "../ipc/calls";
import type { Approvals } from "./approvals.svelte";

/** Which of somebody's fields is open. */
export type Editing = { person: string; what: "name" | "pin" };

export class Staff {
  name = $state("");
  role = $state<Role>("cashier");
  pin = $state("");
  editing = $state.raw<Editing | null>(null);
  /** What is typed into the open field. */
  typed = $state("");
  error = $state<CommandError | null>(null);

  constructor(private readonly approvals: Approvals) {}

  edit(person: PersonView, what: Editing["what"]): void {
    this.editing = { person: person.id, what };
    this.typed = what === "name" ? (person.name ?? "") : "";
    this.error = null;
  }

  close(): void {
    this.editing = null;
    this.typed = "";
  }

  /** Takes somebody on. */
  async add(sentence: string): Promise<void> {
    const { name, role, pin } = this;
    const added = await this.#do(sentence, (badge) => commands.addPerson(badge, name, role, pin));
    if (!added) return;
    this.name = this.pin = "";
    this.role = "cashier";
  }

  /** Keeps what is typed into the open field. */
  async save(sentence: string): Promise<void> {
    const { editing, typed } = this;
    if (editing === null) return;
    const { person } = editing;
    const saved = editing.what === "pin"
      ? await this.#do(sentence, (badge) => commands.setPin(badge, person, typed))
      : await this.change(person, { is: "named", name: typed }, sentence);
    if (saved) this.close();
  }

  /** Changes what is so with somebody; tells whether it was done. */
  change(person: string, change: PersonChange, sentence: string): Promise<boolean> {
    return this.#do(sentence, (badge) => commands.changePerson(badge, person, change));
  }

  async #do(
    sentence: string, command: (badge: BadgeForm) => Parameters<typeof answerOf<PersonView>>[0],
  ): Promise<boolean> {
    this.error = null;
    const act = (badge: BadgeForm): Promise<Answer<PersonView>> => answerOf(command(badge));
    const answer = await this.approvals.askOwner(sentence, act);
    if (answer !== undefined && !answer.ok) this.error = answer.error;
    return answer?.ok ?? false;
  }
}
