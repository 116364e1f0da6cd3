import { beforeEach, describe, expect, it } from "vitest";
import { FakeTill } from "../testing/fake_till";
import { attemptIn, errorOf } from "../testing/samples";
import { counterLeg, promptLeg, saleOf } from "../testing/sales";
import { Session } from "./session.svelte";

let fake: FakeTill;
let here: Session;

beforeEach(async () => {
  fake = new FakeTill().install();
  here = new Session();
  await here.start();
});

const shown = () => {
  const sale = here.sales.shown;
  if (sale === null) throw new Error("no sale is shown");
  return sale;
};

async function split(total: string): Promise<void> {
  here.entry.setAmount(total);
  await here.paying.split();
}

async function ask(amount: string, phone: string): Promise<void> {
  here.paying.part.setAmount(amount);
  here.paying.part.setPhone(phone);
  await here.paying.prompt();
}

describe("a sale that is typed", () => {
  it("is paid in cash by one act, and the change is known before", async () => {
    here.entry.setAmount("350");
    here.paying.beginCash();
    here.entry.setHanded("500");
    expect(here.paying.change_cents).toBe(15_000);
    await here.paying.takeCash();
    expect(fake.called("take_cash")).toEqual([
      { sale: shown().id, amount: "350", handed: "500" },
    ]);
    expect([shown().state, shown().change_due_cents]).toEqual(["covered", 15_000]);
  });

  it("is paid in cash with cents, which M-PESA does not take", async () => {
    here.entry.setAmount("350.50");
    here.paying.beginCash();
    await here.paying.takeCash();
    expect(fake.called("open_sale")).toEqual([{ total: "350.50" }]);
    expect(fake.called("take_cash")[0]).toMatchObject({ amount: "350.50", handed: "350.50" });
  });

  it("is opened once by two presses at once, and paid once", async () => {
    here.entry.setAmount("350");
    here.paying.beginCash();
    await Promise.all([here.paying.takeCash(), here.paying.takeCash()]);
    expect(fake.called("open_sale")).toHaveLength(1);
    expect(fake.called("take_cash")).toHaveLength(1);
  });

  it("is not opened when too little is handed", async () => {
    here.entry.setAmount("350");
    here.paying.beginCash();
    here.entry.setHanded("300");
    await here.paying.takeCash();
    expect(here.entry.error?.code).toBe("too_little_handed");
    expect(fake.called("open_sale")).toEqual([]);
  });

  it("that was opened and not paid is parked, and paid without a second sale", async () => {
    fake.refusals.take_cash = errorOf("disk_full");
    here.entry.setAmount("350");
    here.paying.beginCash();
    await here.paying.takeCash();
    expect(here.sales.error?.code).toBe("disk_full");
    fake.refusals = {};
    here.paying.beginCash();
    await here.paying.takeCash();
    expect(fake.called("open_sale")).toHaveLength(1);
    expect(shown().state).toBe("covered");
  });
});

describe("a sale in parts", () => {
  it("asks the last phone for the rest when nothing is typed", async () => {
    await split("500");
    await ask("350", "0712345678");
    expect(here.paying.asksLastPhone).toBe(false);
    const attempt = shown().legs[0]?.attempts[0] ?? attemptIn("prompted");
    await fake.change(attemptIn("paid", {
      ...attempt, state: "paid", live: false, open: false, answered_at_ms: 1, proved_at_ms: 1,
    }));
    await here.sales.read(shown().id);
    expect(here.paying.asksLastPhone).toBe(true);
    await here.paying.prompt();
    expect(fake.called("prompt_rest")).toEqual([
      { sale: shown().id, phone: null, anyway: false },
    ]);
  });

  it("wants a phone for a typed part, and never guesses the last one", async () => {
    await split("500");
    await ask("200", "0712345678");
    here.paying.part.setAmount("100");
    await here.paying.prompt();
    expect(here.paying.part.field).toBe("phone");
    expect(fake.called("prompt_leg")).toHaveLength(1);
    expect(fake.called("prompt_rest")).toEqual([]);
  });

  it("takes what is missing in cash when nothing is typed", async () => {
    await split("500");
    await ask("350", "0712345678");
    here.paying.beginCash();
    await here.paying.takeCash();
    expect(fake.called("take_cash")[0]).toMatchObject({ amount: "150", handed: "150" });
    expect(shown().unasked_cents).toBe(0);
  });

  it("takes a card only when a second key confirms it, and other keys change nothing", async () => {
    await split("500");
    here.paying.taking = "card";
    here.paying.clearPart();
    await here.paying.takeOther();
    expect(fake.called("take_other")).toEqual([]);
    here.paying.taking = "card";
    await here.paying.takeOther();
    expect(fake.called("take_other")).toEqual([
      { sale: shown().id, tender: "card", amount: "500" },
    ]);
    expect([shown().state, here.paying.taking]).toEqual(["covered", null]);
  });

  it("never takes the rest when what was typed is no amount", async () => {
    await split("500");
    here.paying.part.setAmount("0");
    here.paying.beginCash();
    expect(here.paying.part.field).toBe("amount");
    expect(here.paying.asks_cents).toBe(0);
  });

  it("waits under one chip, however many phones are asked", async () => {
    await split("600");
    for (const phone of ["0712345678", "0722913913", "0110987204"]) await ask("200", phone);
    expect(here.attempts.chips.held).toHaveLength(1);
    here.paying.leave();
    expect(here.sales.shown).toBeNull();
    here.paying.show(here.attempts.chips.at(1) ?? "");
    expect(shown().legs).toHaveLength(3);
  });

  it("gives its chip back when it is paid and was seen", async () => {
    await split("500");
    here.paying.beginCash();
    await here.paying.takeCash();
    expect(here.attempts.chips.held).toHaveLength(1);
    here.paying.leave();
    expect(here.attempts.chips.held).toEqual([]);
  });

  it("keeps what is typed for the next sale apart", async () => {
    await split("500");
    here.paying.part.setAmount("200");
    here.paying.leave();
    expect(here.paying.typing.amount).toBe("");
  });
});

describe("another way to pay", () => {
  it("warns first, and withdraws only what was gone on with knowingly", async () => {
    await split("350");
    await ask("", "0712345678");
    const leg = shown().legs[0];
    if (leg === undefined) throw new Error("no leg");
    await here.paying.anotherWay(leg);
    expect(here.sales.warned).toMatchObject({ code: "may_still_be_paid", cents: 35_000 });
    here.sales.keep();
    expect(fake.called("withdraw_leg").map(({ anyway }) => anyway)).toEqual([false]);
    await here.paying.anotherWay(leg);
    await here.paying.goOn();
    expect(fake.called("withdraw_leg").at(-1)).toEqual({ leg: leg.id, anyway: true });
    expect([here.sales.warned, shown().unasked_cents]).toEqual([null, 35_000]);
  });

  it("than the prompt on the card puts its sale on the panel", async () => {
    here.entry.setAmount("350");
    here.entry.setPhone("0712345678");
    await here.send();
    const attempt = here.attempts.shown ?? attemptIn("prompted");
    expect(await here.paying.anotherWayThan(attempt)).toBe(false);
    expect(here.attempts.shown?.id).toBe(attempt.id);
    await here.paying.goOn();
    expect(here.attempts.shown).toBeNull();
    expect(shown().unasked_cents).toBe(35_000);
  });

  it("that Rust refuses after the warning is said on the card", async () => {
    here.entry.setAmount("350");
    here.entry.setPhone("0712345678");
    await here.send();
    const attempt = here.attempts.shown ?? attemptIn("prompted");
    await here.paying.anotherWayThan(attempt);
    fake.refusals.withdraw_leg = errorOf("disk_full");
    await here.paying.goOn();
    expect([here.attempts.shown?.id, here.attempts.error?.code]).toEqual([attempt.id, "disk_full"]);
    expect(here.sales.warned).toBeNull();
  });

  it("of an error that is no warning can't be gone on with", async () => {
    fake.refusals.withdraw_leg = errorOf("sale_paid");
    await split("350");
    await ask("", "0712345678");
    const leg = shown().legs[0];
    if (leg !== undefined) await here.paying.anotherWay(leg);
    expect([here.sales.warned, here.sales.error?.code]).toEqual([null, "sale_paid"]);
  });
});

describe("calling off", () => {
  it("a paid sale warns first, and says what goes back", async () => {
    await split("350");
    here.paying.beginCash();
    await here.paying.takeCash();
    await here.paying.beginVoid();
    expect(await here.sales.callOff(shown().id, "Wrong goods")).toBe(false);
    expect(here.sales.warned?.code).toBe("sale_paid");
    await here.paying.goOn();
    expect(shown()).toMatchObject({ state: "void", give_back_cents: 35_000 });
    expect(here.sales.voiding).toBe(false);
  });
});

describe("what Rust says of a sale", () => {
  it("by an event is not undone by an answer that left before it", async () => {
    const paid = saleOf(214, 50_000, [counterLeg("l1", "cash", 50_000)]);
    fake.sales.keep(saleOf(214, 50_000));
    const reading = here.sales.read(paid.id);
    here.sales.apply(paid);
    await reading;
    expect(here.sales.get(paid.id)?.state).toBe("covered");
  });

  it("by an event is not undone by a reading of all sales that left before it", async () => {
    const paid = saleOf(214, 50_000, [counterLeg("l1", "cash", 50_000)]);
    fake.sales.keep(saleOf(214, 50_000));
    const reading = here.sales.load();
    here.sales.apply(paid);
    await reading;
    expect(here.sales.get(paid.id)?.state).toBe("covered");
    expect(here.attempts.chips.held).toEqual([]);
  });

  it("after a start gives parked sales a chip, and single prompts none", async () => {
    const alone = promptLeg(attemptIn("failed", { amount_cents: 50_000 }));
    fake.sales.list = [saleOf(1, 50_000), saleOf(2, 50_000, [alone])];
    await here.read();
    expect(here.attempts.chips.held.map(({ sale }) => sale)).toEqual(["sale-1"]);
  });
});
