import { beforeEach, describe, expect, it } from "vitest";
import type { StateName } from "../ipc/bindings";
import { FakeTill } from "../testing/fake_till";
import { attemptIn, errorOf, NOW_MS } from "../testing/samples";
import { Attempts } from "./attempts.svelte";
import { Clock } from "./clock.svelte";

let fake: FakeTill;
let attempts: Attempts;

beforeEach(() => {
  fake = new FakeTill().install();
  const clock = new Clock();
  clock.set(NOW_MS);
  attempts = new Attempts(clock);
});

const numbers = () => attempts.chips.held.map(({ number, sale }) =>
  `${number}:${attempts.latestOf(sale)?.id}`);

describe("chips", () => {
  it("keep their number when an earlier customer has paid and left", () => {
    for (const id of ["one", "two", "three"]) attempts.apply(attemptIn("prompted", { id }));
    attempts.apply(attemptIn("paid", { id: "one" }));
    expect(numbers()).toEqual(["1:one", "2:two", "3:three"]);
    attempts.show("one");
    attempts.leave();
    expect(numbers()).toEqual(["2:two", "3:three"]);
    attempts.apply(attemptIn("prompted", { id: "four" }));
    expect(numbers()).toEqual(["1:four", "2:two", "3:three"]);
  });

  it("stay while the payment is open, whoever looks at it", () => {
    attempts.apply(attemptIn("prompted", { id: "one" }));
    attempts.show("one");
    attempts.leave();
    expect(numbers()).toEqual(["1:one"]);
  });

  it("go when nobody waits any more, and come back for late money", async () => {
    const view = attemptIn("unsure", { id: "one" });
    fake.attempts = [view];
    attempts.apply(view);
    await attempts.stop(view);
    expect(numbers()).toEqual([]);
    attempts.apply(attemptIn("paid", { id: "one", watched: false }));
    expect(numbers()).toEqual(["1:one"]);
  });

  it("are not given to payments that were settled before the start", () => {
    attempts.apply(attemptIn("paid", { id: "one" }));
    attempts.apply(attemptIn("failed", { id: "two" }));
    expect(numbers()).toEqual([]);
  });
});

describe("what Rust says", () => {
  it("never goes back to an older view", () => {
    attempts.apply(attemptIn("paid"));
    attempts.apply(attemptIn("prompted"));
    expect(attempts.get("a1")?.state).toBe("paid");
  });

  it("of today stands newest first, and of yesterday not at all", () => {
    const yesterday = NOW_MS - 24 * 3_600_000;
    attempts.apply(attemptIn("paid", { id: "old", drafted_at_ms: NOW_MS - 60_000 }));
    attempts.apply(attemptIn("paid", { id: "new", drafted_at_ms: NOW_MS - 1_000 }));
    attempts.apply(attemptIn("unsure", { id: "past", drafted_at_ms: yesterday }));
    expect(attempts.today.map(({ id }) => id)).toEqual(["new", "old"]);
  });
});

describe("asking again", () => {
  it.each<[StateName, boolean]>([
    ["failed", true], ["refused", true], ["lapsed", true], ["prompted", false], ["paid", false],
    ["unsure", false], ["reported", false], ["conflicting", false],
  ])("after %s is allowed: %s", (state, allowed) => {
    expect(attempts.canAskAgain(attemptIn(state))).toBe(allowed);
  });

  it("while the prompt may still be on the phone is not allowed", () => {
    expect(attempts.canAskAgain(attemptIn("failed", { live: true }))).toBe(false);
  });

  it("waits for Safaricom's word on an earlier prompt that stood in its way", () => {
    expect(attempts.canAskAgain(attemptIn("refused", { awaits_earlier: true }))).toBe(false);
  });

  it("puts the new prompt on the card", async () => {
    const failed = attemptIn("failed");
    fake.attempts = [failed];
    attempts.apply(failed);
    attempts.show("a1");
    await attempts.askAgain(failed);
    expect(attempts.shown?.state).toBe("prompted");
    expect(attempts.shown?.sale_number).toBe(failed.sale_number);
  });

  it("that Rust refuses keeps the old payment on the card", async () => {
    const failed = attemptIn("failed");
    fake.refusals.prompt_again = errorOf("unresolved_on_phone");
    attempts.apply(failed);
    attempts.show("a1");
    await attempts.askAgain(failed);
    expect(attempts.shown?.id).toBe("a1");
    expect(attempts.error?.code).toBe("unresolved_on_phone");
  });
});
