/** The scenes of sales in parts, and the keys that lead to them. */
import type { FakeTill } from "../src/testing/fake_till";
import { attemptIn, NOW_MS } from "../src/testing/samples";
import { counterLeg, promptLeg, saleOf, voided } from "../src/testing/sales";

const WANJIKU = "254712345678";
const BRIAN = "254722913913";
const HALIMA = "254110987204";

type Scene = { sales: Parameters<typeof saleOf>[]; keys: string[] };

const cash = counterLeg("l1", "cash", 20_000, 50_000);
const part = (id: string, state: Parameters<typeof attemptIn>[0], phone: string, cents: number) =>
  promptLeg(attemptIn(state, {
    id, sale_id: "sale-214", phone, amount_cents: cents, give_goods: false,
    drafted_at_ms: NOW_MS - 12_000,
  }));

/** What is in the book, and what the cashier pressed. */
const SCENES: Record<string, Scene> = {
  "cash": { sales: [], keys: [..."350", "F4", ..."500"] },
  "cash-paid": { sales: [], keys: [..."350", "F4", ..."500", "Enter"] },
  "split-new": { sales: [], keys: [..."1240", "F6"] },
  "split": {
    sales: [[214, 124_000, [
      cash, part("p1", "paid", WANJIKU, 35_000), part("p2", "prompted", BRIAN, 54_000),
    ]]],
    keys: ["Alt+3"],
  },
  "six": {
    sales: [[214, 124_000, [
      cash, part("p1", "paid", WANJIKU, 25_000), part("p2", "prompted", BRIAN, 14_000),
      part("p3", "failed", HALIMA, 10_000), part("p4", "unsure", "254799000111", 20_000),
      part("p5", "prompted", "254733808080", 10_000),
      part("p6", "prompted", "254701222333", 10_000),
    ]]],
    keys: ["Alt+3"],
  },
  "three": {
    sales: [
      [214, 124_000, [cash, part("p2", "prompted", BRIAN, 104_000)]],
      [215, 8_000, []],
    ],
    keys: [],
  },
  "short": {
    sales: [[214, 124_000, [
      cash, part("p1", "paid", WANJIKU, 89_000),
      { ...part("p2", "failed", BRIAN, 15_000), withdrawn: true },
    ]]],
    keys: ["Alt+3"],
  },
  "warn": {
    sales: [[214, 55_000, [cash, part("p2", "prompted", BRIAN, 35_000)]]], keys: ["Alt+3", "F8"],
  },
  "warn-card": { sales: [], keys: [..."350", "Enter", ..."0712345678", "Enter", "F8"] },
  "void": {
    sales: [[214, 124_000, [cash, part("p1", "paid", WANJIKU, 35_000)]]],
    keys: ["Alt+3", "Ctrl+Delete", "1"],
  },
  "voided": {
    sales: [[214, 124_000, [cash, part("p1", "paid", WANJIKU, 35_000)]]],
    keys: ["tap [data-testid=today-row]"],
  },
  "card": { sales: [], keys: [..."1240", "F6", ..."1000", "F4", "Enter", "F11"] },
  "covered": { sales: [], keys: [..."1240", "F6", ..."1000", "F4", "Enter", "F11", "Enter"] },
  "over": {
    sales: [[214, 124_000, [cash, part("p1", "paid", WANJIKU, 104_000)], { owed_cents: 5_000 }]],
    keys: ["tap [data-testid=today-row]"],
  },
};

/** Makes a scene of sales, if the name is of one; returns the keys that lead to it. */
export function salesScene(fake: FakeTill, name: string): string[] | undefined {
  const scene = SCENES[name];
  if (scene === undefined) return undefined;
  fake.sales.list = scene.sales.map((sale) => saleOf(...sale));
  if (name === "voided") fake.sales.list = fake.sales.list.map((one) => voided(one, "Wrong goods"));
  fake.attempts.push(
    ...fake.sales.list.flatMap((sale) => sale.legs.flatMap((leg) => leg.attempts)),
  );
  return scene.keys;
}
