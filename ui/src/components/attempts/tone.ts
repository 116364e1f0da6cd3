/** The five meanings a colour can have, and the state that each belongs to. */
import type { AttemptView, LegView, SaleView, StateName } from "../../ipc/bindings";

export type Tone = "wait" | "paid" | "unsure" | "no" | "conflict";

const TONES: Record<StateName, Tone> = {
  drafted: "wait",
  sending: "wait",
  prompted: "wait",
  refused: "no",
  unsure: "unsure",
  reported: "unsure",
  paid: "paid",
  failed: "no",
  lapsed: "no",
  conflicting: "conflict",
};

/**
 * A leg is green when money covers it, whatever the rest of its sale still waits for. What was only
 * seen never is.
 */
export function toneOfLeg(leg: LegView, attempt: AttemptView | null): Tone {
  if (leg.tender === "seen") return "unsure";
  if (leg.covered_cents >= leg.amount_cents) return "paid";
  if (leg.withdrawn || leg.received?.taken_back) return "no";
  if (leg.received !== null) return "unsure";
  if (attempt === null) return "no";
  return TONES[attempt.state];
}

/** A sale waits for the least sure of its legs. */
export function toneOfSale(sale: SaleView, legs: readonly Tone[]): Tone {
  const seen = sale.legs.some(({ tender }) => tender === "seen");
  if (["covered", "over", "repaid"].includes(sale.state)) return seen ? "unsure" : "paid";
  if (sale.state === "at_risk") return "unsure";
  if (sale.state === "void" || sale.state === "returned") return "no";
  const loudest = (["conflict", "unsure"] as const).find((tone) => legs.includes(tone));
  if (loudest !== undefined) return loudest;
  return sale.state === "short" ? "no" : "wait";
}

/** A part that covers its leg is paid, though the goods wait for the rest of the sale. */
export function toneWithin(attempt: AttemptView, sale: SaleView | undefined): Tone {
  const leg = sale?.legs.find((one) => one.attempts.some(({ id }) => id === attempt.id));
  const part = attempt.state === "paid" && leg !== undefined && sale?.state !== "void"
    && leg.attempts.filter((one) => one.state === "paid").length <= 1
    && leg.covered_cents >= leg.amount_cents;
  return part ? "paid" : toneOf(attempt);
}

/** A payment on top of a sale that was paid before is none to give goods for. */
export function toneOf(attempt: Pick<AttemptView, "state" | "give_goods">): Tone {
  if (attempt.state === "paid" && !attempt.give_goods) return "conflict";
  return TONES[attempt.state];
}
