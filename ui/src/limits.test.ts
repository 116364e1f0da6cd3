/** The owner's limits in Set-up, in the whole window on a faked till. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import App from "./App.svelte";
import { FakeTill } from "./testing/fake_till";

async function open() {
  const fake = new FakeTill();
  fake.install();
  render(App);
  const user = userEvent.setup();
  await user.keyboard("{F7}");
  const field = await screen.findByTestId("limit-unprompted");
  await waitFor(() => expect(field).toHaveValue("200"));
  return { fake, user, field };
}

it("an owner who works alone changes them without a PIN", async () => {
  const { fake, user, field } = await open();
  await user.clear(field);
  await user.type(field, "50{Enter}");
  await waitFor(() =>
    expect(screen.getByTestId("owners-limits-said")).toHaveAttribute("data-status", "saved"));
  const badge = { person: fake.people.list[0]!.id, pin: null };
  const limits = {
    alone: "1000", unprompted: "50", alone_a_day: "5000", unprompted_a_day: "1000",
    at_risk: "0",
  };
  expect(fake.called("set_limits")).toEqual([{ badge, limits }]);
});

it("a limit of nothing is a limit", async () => {
  const { fake, user, field } = await open();
  await user.clear(field);
  await user.type(field, "0{Enter}");
  await waitFor(() => expect(fake.called("set_limits")).toMatchObject([{ limits: { unprompted: "0" } }]));
});

it("what is no amount is not sent", async () => {
  const { fake, user, field } = await open();
  await user.clear(field);
  await user.type(field, "some{Enter}");
  expect(await screen.findByText("Type an amount such as 0 or 1,000.")).toBeVisible();
  expect(fake.called("set_limits")).toEqual([]);
});
