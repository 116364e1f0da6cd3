import { render, screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { AttemptView, StateName } from "../../ipc/bindings";
import { Session } from "../../state/session.svelte";
import Stage from "../../testing/Stage.svelte";
import { attemptIn, NOW_MS } from "../../testing/samples";
import StateCard from "./StateCard.svelte";

function show(attempt: AttemptView, language: "en" | "sw" = "en"): HTMLElement {
  const session = new Session();
  session.clock.set(NOW_MS);
  session.preferences.language = language;
  render(Stage, { props: { session, component: StateCard, props: { attempt } } });
  return screen.getByTestId("state-card");
}

describe("the state card", () => {
  it.each<[StateName, string]>([
    ["sending", "wait"], ["prompted", "wait"], ["unsure", "unsure"], ["reported", "unsure"],
    ["paid", "paid"], ["failed", "no"], ["refused", "no"], ["lapsed", "no"],
    ["conflicting", "conflict"],
  ])("has for %s the colour and the shape of %s", (state, tone) => {
    const card = show(attemptIn(state));
    expect(card).toHaveClass(tone);
    expect(card.querySelector(".mark")).toHaveClass(tone);
  });

  it("is not green for a payment on top of a sale that was paid before", () => {
    const card = show(attemptIn("paid", { give_goods: false }));
    expect(card).toHaveClass("conflict");
    expect(card).not.toHaveClass("paid");
  });

  it("counts down while the prompt is on the phone", () => {
    show(attemptIn("prompted", { drafted_at_ms: NOW_MS - 19_000 }));
    expect(screen.getByRole("timer")).toHaveTextContent("47");
  });

  it("stops counting when the prompt is no longer live", () => {
    show(attemptIn("prompted", { live: false }));
    expect(screen.queryByRole("timer")).toBeNull();
  });

  it("says the sentence large in one language and small in the other", () => {
    const card = show(attemptIn("paid"), "sw");
    expect(card.querySelector(".say")).toHaveTextContent("Imelipwa. Mpe mteja bidhaa.");
    expect(card.querySelector(".head .other")).toHaveTextContent("Paid. Give the goods.");
  });

  it("says that the code follows when a paid prompt has none yet", () => {
    show(attemptIn("paid", { receipt: null }));
    expect(screen.getByText("Code to follow")).toBeVisible();
    expect(screen.queryByTestId("receipt-code")).toBeNull();
  });

  it("keeps the result code out of the sentence", () => {
    const card = show(attemptIn("failed"));
    expect(screen.getByText("Code 1032")).toBeVisible();
    expect(card.querySelector(".say")).not.toHaveTextContent("1032");
  });
});
