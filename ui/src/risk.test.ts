/** Goods that are given before their money is proved, by keys alone, on a faked till. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "./App.svelte";
import type { ReleaseView } from "./ipc/bindings";
import { FakeTill } from "./testing/fake_till";
import { NOW_MS, personView } from "./testing/samples";
import { counterLeg, saleOf } from "./testing/sales";

const asks = { en: "KES 350 is not proved. Give the goods?", sw: "KES 350 haijathibitishwa." };

/** Shows a sale of today that waits for its money. */
async function show(release: Partial<ReleaseView>) {
  const fake = new FakeTill();
  const achieng = personView({ id: "p1", role: "cashier", has_pin: true, name: "Achieng", at_counter: true });
  const wanjiku = personView({
    id: "p2", name: "Wanjiku", role: "supervisor", may_approve: true, has_pin: true, at_counter: false,
  });
  fake.people.list = [achieng, wanjiku];
  const claimed = { ...counterLeg("l1", "received", 35_000), covered_cents: 0, handed_cents: null };
  fake.sales.list = [saleOf(214, 35_000, [claimed], {
    release: { asks, from_ms: NOW_MS, why: null, ...release },
  })];
  fake.install();
  render(App);
  const user = userEvent.setup();
  const [row] = await screen.findAllByTestId("today-row");
  await user.click(row!);
  await screen.findByTestId("sale-card");
  return { fake, user };
}

describe("goods at risk", () => {
  it("are given by one key and a supervisor's PIN, and say who gave them", async () => {
    const { fake, user } = await show({});
    await user.keyboard("{Control>}g{/Control}");
    expect(await screen.findByTestId("approval")).toHaveTextContent(asks.en);
    await user.keyboard("5093{Enter}");
    await waitFor(() => expect(screen.getByTestId("at-risk")).toHaveTextContent("agreed to by Wanjiku"));
    expect(fake.called("release_goods")).toEqual([
      { sale: "sale-214", badge: { person: "p2", pin: "5093" } },
    ]);
    expect(screen.queryByTestId("release")).toBeNull();
    await user.keyboard("{F3}{Control>}g{/Control}");
    expect(await screen.findByTestId("risk-row")).toHaveTextContent("350");
  });

  it("are kept while M-PESA is still being asked", async () => {
    const { fake, user } = await show({ from_ms: NOW_MS + 3_600_000 });
    expect(await screen.findByTestId("release-waits")).toBeVisible();
    await user.keyboard("{Control>}g{/Control}");
    expect(fake.called("release_goods")).toEqual([]);
  });

  it("may be given as soon as the time is over, with nobody at the till", async () => {
    await show({ from_ms: NOW_MS + 1_000 });
    expect(await screen.findByTestId("release-waits")).toBeVisible();
    expect(await screen.findByTestId("release", {}, { timeout: 3_000 })).toBeVisible();
  });

  it("are kept with the reason that Rust gives", async () => {
    const why = { en: "Keep the goods: what is told can't be right.", sw: "Usitoe bidhaa." };
    await show({ why });
    expect(await screen.findByTestId("not-released")).toHaveTextContent(why.en);
    expect(screen.queryByTestId("release")).toBeNull();
  });
});
