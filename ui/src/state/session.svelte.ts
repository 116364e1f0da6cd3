/** All that the screens share, built once and handed down as context. */
import { createContext, tick } from "svelte";
import {
  commands, events, type AlarmView, type AttemptView, type SaleView,
} from "../ipc/bindings";
import { saleNumber } from "../format/sale";
import { answerOf } from "../ipc/calls";
import { Alarms } from "./alarms.svelte";
import { Attempts } from "./attempts.svelte";
import { Clock } from "./clock.svelte";
import { Entry } from "./entry.svelte";
import { History } from "./history.svelte";
import { Paying } from "./paying.svelte";
import { Phones } from "./phones.svelte";
import { Preferences } from "./preferences.svelte";
import { Sales } from "./sales.svelte";
import { SetUp } from "./set_up.svelte";
import { Till } from "./till.svelte";

export type Place = "sell" | "history" | "set_up";

declare global {
  interface Window {
    /** Set by the measuring test: each painted change is told to Rust. */
    __KAUNTA_MEASURE__?: boolean;
  }
}

export class Session {
  place = $state<Place>("sell");
  readonly preferences = new Preferences();
  readonly clock = new Clock();
  readonly till = new Till();
  readonly attempts = new Attempts(this.clock);
  readonly alarms = new Alarms();
  readonly entry = new Entry();
  readonly sales = new Sales(this.attempts.chips, this.clock);
  readonly paying = new Paying(this.entry, this.sales, this.attempts);
  readonly phones = new Phones();
  readonly history = new History();
  readonly setUp = new SetUp();

  /** Listens first and reads then, so that nothing falls between; returns how to stop. */
  async start(): Promise<() => void> {
    try {
      const stops = await this.#listen();
      await this.read();
      return () => stops.forEach((stop) => stop());
    } catch (broken) {
      // A window that hears nothing must not look as if nothing happened.
      this.till.failure = { code: "internal", message: String(broken), reference: "events" };
      return () => undefined;
    }
  }

  /** Reads everything the Sell screen shows. */
  async read(): Promise<void> {
    const before = this.till.view?.environment;
    await this.till.load();
    if (this.till.view === null) return;
    if (before !== undefined && before !== this.till.view.environment) this.#changeBook();
    this.clock.set(this.till.view.now_ms);
    const phones = this.till.practising ? this.phones.load() : undefined;
    const read = [this.attempts.load(), this.sales.load(), this.alarms.load(), phones];
    await Promise.all(read);
  }

  /** Sends the prompt that was typed and puts it on the card. */
  async send(anyway = false): Promise<void> {
    const sent = await this.entry.send(anyway);
    if (sent === null) return;
    this.attempts.apply(sent);
    this.attempts.show(sent.id);
  }

  /** Opens the story of the payment that an alarm is about. */
  lookAt(alarm: AlarmView): void {
    this.history.search = saleNumber(alarm.sale_number);
    this.place = "history";
    void this.history.show(alarm.attempt);
  }

  #listen(): Promise<(() => void)[]> {
    return Promise.all([
      events.attemptChanged.listen(({ payload }) => this.#attemptChanged(payload)),
      events.saleChanged.listen(({ payload }) => this.#saleChanged(payload)),
      events.alarmsChanged.listen(({ payload }) => this.alarms.apply(payload)),
      events.phonesChanged.listen(({ payload }) => this.phones.apply(payload)),
      events.tillChanged.listen(() => void this.read()),
    ]);
  }

  #changeBook(): void {
    this.attempts.forget();
    this.sales.forget();
    this.alarms.apply([]);
    this.history.close();
    this.phones.apply([]);
  }

  #saleChanged(view: SaleView): void {
    this.sales.apply(view);
    const attempts = view.legs.flatMap((leg) => leg.attempts);
    // What is known already is as new, or newer: attempts have events of their own.
    attempts.filter(({ id }) => this.attempts.get(id) === undefined)
      .forEach((attempt) => this.attempts.apply(attempt));
  }

  #attemptChanged(view: AttemptView): void {
    this.attempts.apply(view);
    this.history.apply(view);
    if (window.__KAUNTA_MEASURE__) void painted(`${view.id}:${view.state}`);
  }
}

/** Tells Rust that what was just changed is on the glass. */
export async function painted(mark: string): Promise<void> {
  await tick();
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  await answerOf(commands.painted(mark));
}

export const [session, provideSession] = createContext<Session>();
