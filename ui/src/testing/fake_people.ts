/** Stands in for Rust's people: one PIN each, no lock-out. */
import { emit } from "@tauri-apps/api/event";
import type { BadgeForm, CommandError, PersonChange, PersonView, Role } from "../ipc/bindings";
import { errorOf, personView } from "./samples";

type Args = Record<string, unknown>;

export class FakePeople {
  list: PersonView[] = [personView()];
  /** Whose PIN is which. */
  readonly pins = new Map<string, string>();

  /** Takes somebody on who has a PIN. */
  add(view: PersonView, pin: string): PersonView {
    const may_approve = view.role !== "cashier";
    const added = { ...view, has_pin: true, at_counter: false, may_approve };
    this.pins.set(view.id, pin);
    this.list = [...this.list, added];
    return added;
  }

  answer(name: string, args: Args): unknown {
    if (name === "people") return this.list;
    const person = String(args.person);
    switch (name) {
      case "sign_in": {
        const { id } = this.shown(args.badge as BadgeForm);
        return this.#tell(id, (one) => ({ ...one, at_counter: one.id === id }));
      }
      case "add_person": {
        this.shown(args.badge as BadgeForm);
        const [called, role] = [String(args.name), args.role as Role];
        const view = personView({ id: `p${this.list.length + 1}`, name: called, role });
        const { id } = this.add(view, String(args.pin));
        return this.#tell(id, (one) => one);
      }
      case "set_pin": {
        this.shown(args.badge as BadgeForm);
        this.pins.set(person, String(args.pin));
        return this.#tell(person, (one) => one.id === person ? { ...one, has_pin: true } : one);
      }
      case "change_person": {
        this.shown(args.badge as BadgeForm);
        const to = changed(args.change as PersonChange);
        return this.#tell(person, (one) => one.id === person ? { ...one, ...to } : one);
      }
      default: return undefined;
    }
  }

  /** Whose badge it is; one that is not his is refused. */
  shown({ person, pin }: BadgeForm): PersonView {
    const found = this.list.find((one) => one.id === person);
    if (found === undefined) throw errorOf("person_left");
    if (found.has_pin && this.pins.get(person) !== pin) throw WRONG;
    return found;
  }

  #tell(id: string, change: (one: PersonView) => PersonView): PersonView | undefined {
    this.list = this.list.map(change);
    void emit("people-changed", this.list);
    return this.list.find((one) => one.id === id);
  }
}

const WRONG: CommandError = { ...errorOf("wrong_pin"), tries: { left: 4, wait_s: 0 } };

function changed(change: PersonChange): Partial<PersonView> {
  switch (change.is) {
    case "named": return { name: change.name };
    case "given": return { role: change.role };
    case "let_go": return { works_here: false };
    case "taken_back": return { works_here: true };
  }
}
