/** Known customers in Set-up: the switch, and erasing one or all, on a faked till. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import App from "./App.svelte";
import { FakeTill } from "./testing/fake_till";

const WANJIKU = {
  receipt: "UKN5T0I7QA", phone: "254712345678", name: "WANJIKU <b>K</b>", times: 3,
  last_at_ms: 1_795_500_000_000,
};
const HIDDEN = { ...WANJIKU, receipt: "UKN5T0I7QB", phone: null, name: null, times: 1 };

async function setUp() {
  const fake = new FakeTill();
  fake.customers.view = { known: true, customers: [WANJIKU, HIDDEN] };
  fake.install();
  render(App);
  const user = userEvent.setup();
  await user.keyboard("{F7}");
  await waitFor(() => expect(screen.getAllByTestId("customer")).toHaveLength(2));
  return { fake, user };
}

describe("known customers", () => {
  it("are shown as far as they are known, and names as text", async () => {
    await setUp();
    const [known, hidden] = screen.getAllByTestId("customer");
    expect(known).toHaveTextContent("WANJIKU <b>K</b>");
    expect(known).toHaveTextContent("3");
    expect(hidden).not.toHaveTextContent("254");
  });

  it("are erased one by one, and all at once only when it is said twice", async () => {
    const { fake, user } = await setUp();
    await user.click(screen.getAllByTestId("erase-customer")[1]!);
    await waitFor(() => expect(screen.getAllByTestId("customer")).toHaveLength(1));
    expect(fake.called("forget_customers")).toEqual([{ receipt: HIDDEN.receipt }]);
    await user.click(screen.getByTestId("erase-customers"));
    expect(fake.called("forget_customers")).toHaveLength(1);
    await user.click(screen.getByTestId("erase-customers-now"));
    await waitFor(() => expect(screen.queryByTestId("customer")).toBeNull());
    expect(fake.called("forget_customers").at(-1)).toEqual({ receipt: null });
  });

  it("are strangers from one switch on", async () => {
    const { fake, user } = await setUp();
    await user.click(screen.getByTestId("customers-off"));
    expect(fake.called("know_customers")).toEqual([{ known: false }]);
    await waitFor(() => expect(screen.getByTestId("customers-off")).toBeChecked());
  });
});
