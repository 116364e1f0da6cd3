/** Who works at the till, and who is at the counter. */
import { commands, type PersonView } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export class People {
  /** Everybody who works here or did, in the order in which they came. */
  all = $state<PersonView[]>([]);
  readonly working = $derived(this.all.filter((person) => person.works_here));
  readonly atCounter = $derived(this.all.find((person) => person.at_counter) ?? null);
  readonly owners = $derived(this.working.filter((person) => person.role === "owner"));
  /** Those who may agree to what the one at the counter asks for. */
  readonly seconds = $derived(
    this.working.filter((person) => person.may_approve && !person.at_counter),
  );

  async load(): Promise<void> {
    const answer = await answerOf(commands.people());
    if (answer.ok) this.all = answer.value;
  }

  apply(all: PersonView[]): void {
    this.all = all;
  }
}
