/** Sales to show and to test with: sums and sentences as Rust makes them of the legs. */
import type {
  AttemptView, LegView, PaymentView, Phrase, RefundView, SaleView, Tender,
} from "../ipc/bindings";
import { kes, money } from "../format/money";
import { NOW_MS } from "./samples";

/** A leg that was paid over the counter, with what was handed for it. */
export function counterLeg(
  id: string, tender: Tender, amount_cents: number, handed_cents = amount_cents,
): LegView {
  return {
    id, tender, amount_cents, covered_cents: amount_cents, handed_cents,
    change_cents: handed_cents - amount_cents, withdrawn: false, attempts: [], received: null, seen: null,
  };
}

/** A leg that a prompt pays for, covered when the prompt is paid. */
export function promptLeg(attempt: AttemptView, change: Partial<LegView> = {}): LegView {
  const { amount_cents, state } = attempt;
  return {
    id: `leg-of-${attempt.id}`, tender: "prompt", amount_cents,
    covered_cents: state === "paid" ? amount_cents : 0, handed_cents: null, change_cents: 0,
    withdrawn: false, attempts: [attempt], received: null, seen: null, ...change,
  };
}

/** A leg that a payment pays for, which the customer made by himself; it covers once proved. */
export function receivedLeg(id: string, payment: PaymentView, lacks_cents: number): LegView {
  const { receipt, proved, left_cents } = payment;
  const amount_cents = Math.min(left_cents, lacks_cents);
  return {
    id, tender: "received", amount_cents, covered_cents: proved ? amount_cents : 0,
    handed_cents: null, change_cents: 0, withdrawn: false, attempts: [],
    received: {
      receipt, proved, taken_back: false, taken_back_because: null, name: payment.name,
      spoken: payment.spoken,
    },
    seen: null,
  };
}

/** A sale and where its legs leave it. */
export function saleOf(
  number: number, total_cents: number, legs: LegView[] = [], change: Partial<SaleView> = {},
): SaleView {
  const sum = (part: (leg: LegView) => number) => legs.reduce((all, leg) => all + part(leg), 0);
  const covered = sum((leg) => leg.covered_cents);
  const claims = sum((leg) => (leg.withdrawn ? leg.covered_cents : leg.amount_cents));
  const lacking = Math.max(0, total_cents - covered);
  const sale: SaleView = {
    id: `sale-${number}`, number, opened_at_ms: NOW_MS - 60_000, total_cents, state: "open",
    covered_cents: covered, lacking_cents: lacking,
    unasked_cents: Math.min(lacking, Math.max(0, total_cents - claims)),
    change_due_cents: sum((leg) => leg.change_cents), owed_cents: 0, overpaid_cents: 0,
    no_tip_cents: 0, give_back_cents: 0,
    returned_cents: 0, kept_cents: covered, refunds: [],
    give_goods: lacking === 0 && !change.returned_cents, says: { en: "", sw: "" }, void_reason: null, legs,
    at_risk_cents: 0, given: null, release: null,
    debtor: null, repays: false, debt_change_cents: 0, ...change,
  };
  const state = change.state ?? stateOf(sale);
  return { ...sale, state, says: change.says ?? says({ ...sale, state }) };
}

/** A sale of which something became owed again or left the shop, and where that leaves it. */
export function refunded(sale: SaleView, refunds: Omit<RefundView, "at_ms">[]): SaleView {
  const sum = (...what: RefundView["what"][]) => refunds
    .filter((refund) => what.includes(refund.what))
    .reduce((all, refund) => all + refund.money_cents, 0);
  const returned = sum("returned");
  const told = refunds.map((refund) => ({ ...refund, at_ms: NOW_MS }));
  return saleOf(sale.number, sale.total_cents, sale.legs, {
    id: sale.id, returned_cents: sale.returned_cents + returned,
    kept_cents: sale.kept_cents - returned, refunds: [...sale.refunds, ...told],
    owed_cents: sale.owed_cents + returned - sum("cash", "tip", "sent_back"),
  });
}

/** A sale that was called off, and what becomes of its money. */
export function voided(sale: SaleView, reason: string): SaleView {
  const covered = (mpesa: boolean) => sale.legs
    .filter(({ tender }) => (tender === "prompt" || tender === "received") === mpesa)
    .reduce((sum, leg) => sum + leg.covered_cents, 0);
  return saleOf(sale.number, sale.total_cents, sale.legs, {
    id: sale.id, state: "void", void_reason: reason, lacking_cents: 0, unasked_cents: 0,
    give_goods: false, give_back_cents: covered(false), owed_cents: sale.owed_cents + covered(true),
  });
}

function stateOf(sale: SaleView): SaleView["state"] {
  if (sale.returned_cents > 0) return "returned";
  if (sale.lacking_cents === 0) return sale.owed_cents > 0 ? "over" : "covered";
  const waits = sale.legs.some((leg) => !leg.withdrawn && leg.covered_cents < leg.amount_cents);
  return sale.covered_cents === 0 || waits ? "open" : "short";
}

function says(sale: SaleView): Phrase {
  const [lacking, change] = [kes(sale.lacking_cents), kes(sale.change_due_cents)];
  const [back, owed] = [kes(sale.give_back_cents), kes(sale.owed_cents)];
  switch (sale.state) {
    case "open":
      return {
        en: `${lacking} is not paid yet. Keep the goods.`,
        sw: `${lacking} bado haijalipwa. Usitoe bidhaa.`,
      };
    case "short":
      return {
        en: `${lacking} is still missing. Ask for it.`, sw: `Bado ${lacking}. Omba kiasi hicho.`,
      };
    case "over":
      return {
        en: `Paid, and ${owed} too much: owed to the customer. Give the goods, but only once.`,
        sw: `Imelipwa, na ${owed} zaidi: mteja anaidai. Toa bidhaa, mara moja tu.`,
      };
    case "covered":
      return money(sale.change_due_cents) === "0"
        ? { en: "Paid. Give the goods.", sw: "Imelipwa. Mpe mteja bidhaa." }
        : {
            en: `Paid. Give ${change} change, and the goods.`,
            sw: `Imelipwa. Rudisha chenji ${change}, na umpe mteja bidhaa.`,
          };
    case "at_risk":
      return {
        en: `Goods were given at risk: ${lacking} is not proved yet.`,
        sw: `Bidhaa zimetolewa mapema: ${lacking} bado haijathibitishwa.`,
      };
    case "returned":
      return sale.owed_cents > 0
        ? {
            en: `${owed} is owed to the customer: goods came back. Give no more goods.`,
            sw: `Mteja anadai ${owed}: bidhaa zimerudi. Usitoe bidhaa tena.`,
          }
        : {
            en: `${kes(sale.returned_cents)} was given back for goods that came back. ` +
              "Nothing is owed.",
            sw: `${kes(sale.returned_cents)} imerudishwa kwa bidhaa zilizorudi. Hakuna deni.`,
          };
    case "repaid":
      return {
        en: `${kes(sale.kept_cents)} is repaid.`, sw: `${kes(sale.kept_cents)} ya deni imelipwa.`,
      };
    case "void":
      return {
        en: `Give back ${back}; ${owed} is owed to the customer. The sale is void.`,
        sw: `Rudisha ${back}; mteja anadai ${owed}. Mauzo yamefutwa.`,
      };
  }
}
