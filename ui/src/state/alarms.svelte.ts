/** What a person must see and nobody has seen yet, oldest first, kept true by the events of Rust. */
import { commands, type AlarmView, type CommandError } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export class Alarms {
  all = $state<AlarmView[]>([]);
  error = $state<CommandError | null>(null);
  #told = 0;

  /** Reads them; an answer that was overtaken by an event is dropped. */
  async load(): Promise<void> {
    const before = this.#told;
    const answer = await answerOf(commands.alarms());
    this.error = answer.ok ? null : answer.error;
    if (answer.ok && before === this.#told) this.apply(answer.value);
  }

  apply(alarms: AlarmView[]): void {
    this.#told += 1;
    this.all = alarms;
  }

  /** Says that the cashier has seen one; Rust then tells what is left. */
  async see(alarm: AlarmView): Promise<void> {
    const answer = await answerOf(commands.alarmSeen(alarm.id));
    this.error = answer.ok ? null : answer.error;
  }
}
