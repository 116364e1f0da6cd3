import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import App from "./App.svelte";
import { FakeTill } from "./testing/fake_till";
import { errorOf, noticesView, NOW_MS, setUpView, tillView } from "./testing/samples";
import { en } from "./words/en";
import { sw } from "./words/sw";

let fake: FakeTill;

beforeEach(() => void (fake = new FakeTill().install()));

/** Opens Set-up of a shop that is set up. */
async function open(
  environment: "sandbox" | "production",
): Promise<ReturnType<typeof userEvent.setup>> {
  fake.till = tillView({ environment });
  fake.setUp = setUpView({ environment, pay_bill: "174379", secrets_kept: true });
  render(App);
  await screen.findByText("Amina");
  const user = userEvent.setup();
  await user.keyboard("{F7}");
  await screen.findByTestId("pull-phone");
  return user;
}

const registration = () => screen.getByTestId("registration");

describe("customers who pay by themselves", () => {
  it("are registered by themselves in practice", async () => {
    render(App);
    await screen.findByText("Amina");
    await userEvent.keyboard("{F7}");
    expect(await screen.findByTestId("notices-practice")).toBeVisible();
    expect(screen.queryByTestId("register-notices")).toBeNull();
    expect(fake.called("notices")).toEqual([]);
  });

  it("are not spoken of before the shop is set up", async () => {
    render(App);
    await screen.findByText("Amina");
    await userEvent.keyboard("{F7}");
    await userEvent.click(await screen.findByTestId("environment-sandbox"));
    expect(screen.queryByTestId("notices")).toBeNull();
  });

  it("are registered, and the second time the portal's steps are shown", async () => {
    const user = await open("production");
    await user.click(screen.getByTestId("register-notices"));
    await waitFor(() => expect(registration()).toHaveAttribute("data-status", "registered"));
    expect(registration()).toHaveTextContent("Registered. Safaricom tells the till of each");
    expect(screen.getByTestId("registration-answer")).toHaveTextContent("Success");
    fake.registration = { now: false, version: null };
    await user.click(screen.getByTestId("register-notices"));
    const steps = await screen.findByTestId("portal-steps");
    expect(within(steps).getAllByRole("listitem")).toHaveLength(4);
  });

  it("may be registered or not, and what to do depends on whose money it is", async () => {
    fake.refusals.register_notices = errorOf("safaricom_unreachable");
    const user = await open("production");
    await user.click(screen.getByTestId("register-notices"));
    await waitFor(() => expect(registration()).toHaveAttribute("data-status", "unclear"));
    expect(registration()).toHaveTextContent("apisupport@safaricom.co.ke");
  });

  it("are refused with the cause and what mends it", async () => {
    fake.refusals.register_notices = { ...errorOf("safaricom_refused"), cause: "held_elsewhere" };
    const user = await open("sandbox");
    await user.click(screen.getByTestId("register-notices"));
    const refused = await screen.findByTestId("notices-refused");
    expect(refused).toHaveTextContent("Not registered. No money has moved. An older system");
  });

  it("are asked about where nobody can reach the till", async () => {
    fake.notices = noticesView({ can_be_reached: false });
    const user = await open("sandbox");
    expect(screen.getByTestId("notices-unreachable")).toBeVisible();
    expect(screen.queryByTestId("register-notices")).toBeNull();
    await user.type(screen.getByTestId("pull-phone"), "0712345678{Enter}");
    await waitFor(() => expect(screen.getByTestId("pulls")).toHaveAttribute("data-signed-up", "true"));
    expect(screen.getByTestId("pull-state")).toHaveTextContent("answered last at 19:02");
    expect(fake.called("prove_set_up")).toEqual([]);
  });

  it("leave gaps, which are named with their days, and trouble with what mends it", async () => {
    const gap = { from_ms: NOW_MS - 3 * 86_400_000, to_ms: NOW_MS - 2 * 86_400_000 };
    const pulls = {
      signed_up: true, covered_until_ms: NOW_MS - 600_000, last_answer_at_ms: NOW_MS,
      trouble: "unreachable" as const, gaps: [gap],
    };
    fake.notices = noticesView({ pulls });
    await open("sandbox");
    expect(screen.getByTestId("pull-gaps")).toHaveTextContent("Sat 21 Nov 19:02 to Sun 22 Nov 19:02");
    expect(screen.getByTestId("pull-trouble")).toHaveTextContent("Check the internet");
  });

  it("may be let through by least and most, saved with Enter", async () => {
    const user = await open("sandbox");
    await user.type(screen.getByTestId("limit-least"), "10");
    await user.type(screen.getByTestId("limit-most"), "70000{Enter}");
    expect(await screen.findByText("Saved.")).toBeVisible();
    expect(fake.called("set_validation_rules")).toEqual([{ least: "10", most: "70000" }]);
    expect(fake.called("prove_set_up")).toEqual([]);
  });
});

describe("their words", () => {
  it("name a cause and what mends it in both languages", () => {
    for (const words of [en, sw]) {
      for (const { why, fix } of Object.values(words.notices.causes)) {
        expect(why).toMatch(/\.$/);
        expect(fix).toMatch(/\.$/);
      }
    }
  });

  it("are as many steps in Swahili as in English", () => {
    expect(sw.notices.before.steps).toHaveLength(en.notices.before.steps.length);
  });
});
