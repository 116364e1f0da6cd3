/** The search over all payments, and the one whose story is open beside it. */
import {
  commands, type AttemptView, type CommandError, type HistoryRow, type Moment,
} from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export class History {
  search = $state("");
  rows = $state.raw<HistoryRow[]>([]);
  status = $state<"unread" | "reading" | "read">("unread");
  openId = $state<string | null>(null);
  moments = $state<Moment[]>([]);
  /** The payment that came by itself whose page is open instead. */
  openReceipt = $state<string | null>(null);
  error = $state<CommandError | null>(null);
  readonly open = $derived(this.#prompts.find(({ id }) => id === this.openId) ?? null);
  #asked = 0;

  get #prompts(): AttemptView[] {
    return this.rows.flatMap((row) => (row.way === "prompt" ? [row.attempt] : []));
  }

  /** Reads the payments that fit the search; an answer that was overtaken is dropped. */
  async find(search: string): Promise<void> {
    this.search = search;
    this.status = "reading";
    const mine = ++this.#asked;
    const answer = await answerOf(commands.history(search.trim()));
    if (mine !== this.#asked) return;
    this.status = "read";
    this.error = answer.ok ? null : answer.error;
    if (answer.ok) this.rows = answer.value;
  }

  async show(id: string): Promise<void> {
    if (this.openId !== id) this.moments = [];
    this.openId = id;
    this.openReceipt = null;
    const answer = await answerOf(commands.timeline(id));
    if (this.openId !== id) return;
    this.error = answer.ok ? null : answer.error;
    if (answer.ok) this.moments = answer.value;
  }

  showReceipt(receipt: string): void {
    this.close();
    this.openReceipt = receipt;
  }

  close(): void {
    this.openId = this.openReceipt = null;
    this.moments = [];
  }

  /** Reads again what is on screen, since payments that came by themselves changed. */
  async refresh(): Promise<void> {
    if (this.status !== "unread") await this.find(this.search);
  }

  /** Keeps a row that is on screen true, and its story. */
  apply(view: AttemptView): void {
    this.rows = this.rows.map((row) =>
      row.way === "prompt" && row.attempt.id === view.id ? { ...row, attempt: view } : row);
    if (this.openId === view.id) void this.show(view.id);
  }
}
