import { beforeEach, describe, expect, it } from "vitest";
import { FakeTill } from "../testing/fake_till";
import { errorOf } from "../testing/samples";
import { Entry } from "./entry.svelte";

let fake: FakeTill;
let entry: Entry;

beforeEach(() => {
  fake = new FakeTill().install();
  entry = new Entry();
});

describe("typing", () => {
  it("on the keypad fills the amount and then the phone", () => {
    for (const key of ["1", "2", "00", "back", "4"] as const) entry.press(key);
    expect(entry.amount).toBe("1,204");
    expect(entry.goToPhone()).toBe(true);
    for (const key of ["0", "7", "1", "2", "3"] as const) entry.press(key);
    expect(entry.phone).toBe("0712 3");
    for (let press = 0; press < 2; press += 1) entry.press("back");
    expect(entry.phone).toBe("071");
  });

  it("over the limit is told at once, and an unfinished amount is not", () => {
    entry.setAmount("250001");
    expect(entry.amountProblem).toBe("too_big");
    entry.setAmount("250000");
    expect(entry.amountProblem).toBeNull();
    entry.setAmount("");
    expect(entry.amountProblem).toBeNull();
  });

  it("without an amount does not go on to the phone", () => {
    expect(entry.goToPhone()).toBe(false);
    expect(entry.amountProblem).toBe("empty");
    expect(entry.field).toBe("amount");
  });

  it("that was cleared comes back by undo", () => {
    entry.setAmount("350");
    entry.setPhone("0712345678");
    entry.clear();
    expect(entry.empty).toBe(true);
    entry.undo();
    expect([entry.amount, entry.phone, entry.field]).toEqual(["350", "0712 345 678", "phone"]);
    expect(entry.canUndo).toBe(false);
  });
});

describe("sending", () => {
  it("gives Rust plain digits and makes ready for the next customer", async () => {
    entry.setAmount("1240");
    entry.setPhone("0712345678");
    const sent = await entry.send();
    expect(sent?.amount_cents).toBe(124_000);
    expect(fake.called("charge")).toEqual([{ amount: "1240", phone: "0712345678", anyway: false }]);
    expect(entry.empty).toBe(true);
  });

  it("never asks Rust with a wrong phone", async () => {
    entry.setAmount("350");
    entry.setPhone("0712345");
    expect(await entry.send()).toBeNull();
    expect(entry.phoneProblem).toBe("too_short");
    expect(fake.called("charge")).toEqual([]);
  });

  it("twice at once charges once", async () => {
    entry.setAmount("350");
    entry.setPhone("0712345678");
    await Promise.all([entry.send(), entry.send()]);
    expect(fake.called("charge")).toHaveLength(1);
  });

  it("keeps what was typed when Rust refuses", async () => {
    fake.refusals.charge = errorOf("prompt_live_on_phone");
    entry.setAmount("350");
    entry.setPhone("0712345678");
    expect(await entry.send()).toBeNull();
    expect(entry.error?.code).toBe("prompt_live_on_phone");
    expect(entry.phone).toBe("0712 345 678");
    expect(entry.status).toBe("typing");
  });
});
