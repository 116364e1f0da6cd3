/**
 * What the faked window shows: `/dev/?scene=paid&theme=dark&lang=sw`. Some scenes are reached by
 * keys: they stand in `document.documentElement.dataset.keys`, for whoever photographs the window.
 */
import type { AttemptView, StateName } from "../src/ipc/bindings";
import { FakeTill } from "../src/testing/fake_till";
import { paymentsScene } from "./payments";
import { salesScene } from "./sales";
import { alarmView, attemptIn, errorOf, NOW_MS, tillView } from "../src/testing/samples";

/** Makes a till that is in the middle of a scene. */
export function scene(name: string): FakeTill {
  const fake = new FakeTill();
  if (name === "first") return fake;
  if (name === "trouble") {
    fake.till = tillView({
      environment: "sandbox", can_prompt: false, trouble: errorOf("keyring_locked"),
    });
    fake.setUp = { ...fake.setUp, environment: "sandbox", keyring: "missing" };
    return fake;
  }
  if (name === "production" || name === "refused-keys") {
    fake.till = tillView({ environment: "production", shortcode: "174379" });
    fake.setUp = { ...fake.setUp, environment: "production", kind: "till" };
    if (name === "refused-keys") fake.proof = errorOf("safaricom_refused");
  }
  fake.attempts = day();
  const keys = salesScene(fake, name) ?? paymentsScene(fake, name);
  if (keys !== undefined) document.documentElement.dataset.keys = JSON.stringify(keys);
  if (name === "paid-again") {
    fake.attempts.push(attemptIn("paid", {
      receipt: "UKN7B2C3D4", give_goods: false,
      cashier: {
        en: "Paid a second time. Give no goods for it: this money is owed to the customer.",
        sw: "Imelipwa mara ya pili. Usitoe bidhaa tena: mteja anadai pesa hizi.",
      },
      customer: {
        en: "You have paid this twice. We owe you this second payment.",
        sw: "Umelipa mara mbili. Malipo haya ya pili ni deni letu kwako.",
      },
    }));
  }
  if (name === "alarms") {
    fake.alarms = [
      alarmView(),
      alarmView({ id: "15.late_proof", surplus_cents: 35_000, raised_at_ms: NOW_MS - 86_400_000 }),
      alarmView({ id: "19.conflict", kind: "conflict", amount_cents: 124_000, sale_number: 216 }),
    ];
  }
  const state = STATES.find((known) => known === name);
  if (state !== undefined) fake.attempts.push(attemptIn(state));
  return fake;
}

const STATES: readonly StateName[] = [
  "sending", "prompted", "refused", "unsure", "reported", "paid", "failed", "lapsed",
  "conflicting",
];

function day(): AttemptView[] {
  const minutes = (ago: number) => NOW_MS - ago * 60_000;
  return [
    attemptIn("prompted", {
      id: "b1", amount_cents: 35_000, phone: "254712345678", sale_number: 213,
      drafted_at_ms: NOW_MS - 40_000,
    }),
    attemptIn("unsure", {
      id: "b2", amount_cents: 8_000, phone: "254722913913", sale_number: 211,
      drafted_at_ms: minutes(4),
    }),
    paid("b3", "UKN51A0O1I", 35_000, "254701222333", 1, 212),
    paid("b4", "UKN3PQ8RT2", 260_000, "254733808080", 5, 210),
    attemptIn("failed", {
      id: "b5", amount_cents: 64_000, phone: "254110555666", sale_number: 209,
      drafted_at_ms: minutes(7),
    }),
    paid("b6", "UKN2M1L0K9", 12_000_000, "254720111222", 31, 208),
    paid("b7", "UKM9ZZ4X1C", 12_000, "254115000999", 60 * 26, 198),
    attemptIn("lapsed", {
      id: "b8", amount_cents: 99_900, phone: "254700100200", sale_number: 197,
      drafted_at_ms: minutes(60 * 27),
    }),
  ];
}

function paid(
  id: string, receipt: string, amount_cents: number, phone: string, ago: number, number: number,
): AttemptView {
  return attemptIn("paid", {
    id, receipt, amount_cents, phone, sale_number: number, drafted_at_ms: NOW_MS - ago * 60_000,
  });
}
