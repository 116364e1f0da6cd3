/** The five meanings a colour can have, and the state that each belongs to. */
import type { AttemptView, StateName } from "../../ipc/bindings";

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

/** A payment on top of a sale that was paid before is none to give goods for. */
export function toneOf(attempt: Pick<AttemptView, "state" | "give_goods">): Tone {
  if (attempt.state === "paid" && !attempt.give_goods) return "conflict";
  return TONES[attempt.state];
}
