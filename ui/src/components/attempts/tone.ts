/** The five meanings a colour can have, and the state that each belongs to. */
import type { StateName } from "../../ipc/bindings";

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

export function toneOf(state: StateName): Tone {
  return TONES[state];
}
