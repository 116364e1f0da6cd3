/** The time of day for countdowns: ticks only while something on screen runs down. */
export class Clock {
  /** Now, in UTC milliseconds, as Rust counts it. */
  now_ms = $state(Date.now());
  #offset_ms = 0;

  /** Takes over the clock of Rust, so that a countdown ends when the till says so. */
  set(now_ms: number): void {
    this.#offset_ms = now_ms - Date.now();
    this.#tick();
  }

  /** Ticks four times a second until the function it returns is called. */
  run(): () => void {
    this.#tick();
    const timer = setInterval(() => this.#tick(), 250);
    return () => clearInterval(timer);
  }

  #tick(): void {
    this.now_ms = Date.now() + this.#offset_ms;
  }
}
