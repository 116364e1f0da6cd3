/** The scenes of what customers pay by themselves, and the keys that lead to them. */
import type { PaymentView } from "../src/ipc/bindings";
import type { FakeTill } from "../src/testing/fake_till";
import { attemptIn, NOW_MS, offerOf, paymentView } from "../src/testing/samples";
import { promptLeg, saleOf } from "../src/testing/sales";

type Scene = { payments: PaymentView[]; keys: string[] };

const minutes = (ago: number) => ({
  paid_at_ms: NOW_MS - ago * 60_000, heard_at_ms: NOW_MS - ago * 60_000,
});

const fits = paymentView({ reference: "0214", offers: [offerOf(214)] });
const several = paymentView({
  receipt: "UKN8D3C2B1", proved: true, payer: "254722913913", ...minutes(2),
  offers: [offerOf(214), offerOf(215)],
});
const nobody = paymentView({
  receipt: "UKN8E4D3C2", amount_cents: 1_250_000, payer: null, proved: true, ...minutes(11),
  reference: "Mama Njeri <b>samosa</b> \u202e4120 na mkate wa kesho asubuhi",
});
const short = paymentView({ amount_cents: 30_000, proved: true, offers: [offerOf(214)] });
const over = paymentView({ amount_cents: 40_000, proved: true, offers: [offerOf(214)] });
const all = [fits, several, nobody];

/** What waits, and what the cashier pressed. */
const SCENES: Record<string, Scene> = {
  "notice": { payments: all, keys: [] },
  "notice-many": { payments: [...all, { ...short, receipt: "UKN8F5E4D3" }], keys: ["Alt+1"] },
  "waiting-none": { payments: [], keys: ["F2"] },
  "waiting": { payments: all, keys: ["F2"] },
  "waiting-several": { payments: all, keys: ["F2", "ArrowDown"] },
  "waiting-nobody": { payments: all, keys: ["F2", "ArrowDown", "ArrowDown"] },
  "waiting-warned": {
    payments: [{ ...fits, offers: [offerOf(216, 80_000)] }], keys: ["F2", "Enter"],
  },
  "given": { payments: [{ ...fits, proved: true }], keys: ["F2", "Enter"] },
  "given-unproved": { payments: [fits], keys: ["F2", "Enter"] },
  "given-short": { payments: [short], keys: ["F2", "Enter"] },
  "given-over": { payments: [over], keys: ["F2", "Enter"] },
  "pays-himself": { payments: [], keys: [..."350", "tap [data-testid=practice-pay-open]"] },
};

/** Makes a scene of payments, if the name is of one; returns the keys that lead to it. */
export function paymentsScene(fake: FakeTill, name: string): string[] | undefined {
  const scene = SCENES[name];
  if (scene === undefined) return undefined;
  const rings = attemptIn("prompted", {
    id: "p216", sale_id: "sale-216", sale_number: 216, amount_cents: 80_000,
  });
  fake.payments.list = scene.payments;
  fake.sales.list = [
    saleOf(214, 35_000), saleOf(215, 35_000), saleOf(216, 80_000, [promptLeg(rings)]),
  ];
  fake.attempts.push(rings);
  return scene.keys;
}
