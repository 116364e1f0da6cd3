/** Sending a payment back: asked, agreed to by a second person, followed, in the whole window. */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import App from "./App.svelte";
import type { BackState } from "./ipc/bindings";
import { FakeTill } from "./testing/fake_till";
import { paymentPage, paymentView, personView } from "./testing/samples";

const RECEIPT = "UKN5T0I7QO";
let fake: FakeTill;

beforeEach(() => {
  fake = new FakeTill().install();
  fake.payments.list = [paymentView({ receipt: RECEIPT, proved: true })];
  fake.people.add(personView({ id: "p3", name: "Otieno", role: "supervisor" }), "9035");
});

const stands = (state: BackState) => waitFor(() =>
  expect(screen.getByTestId("send-back")).toHaveAttribute("data-state", state));

/** Opens Waiting on a payment that stands so. */
async function open(state: BackState) {
  fake.payments.pages.set(RECEIPT, paymentPage(state));
  render(App);
  const user = userEvent.setup();
  await screen.findByText("Amina");
  await user.keyboard("{F2}");
  await stands(state);
  return user;
}

/** The orders that somebody agreed to. */
const sent = () => fake.called("send_payment_back").filter(({ badge }) => badge !== null);

describe("a payment that waits", () => {
  it("goes back after a question and a second person's PIN, and is followed", async () => {
    const user = await open("possible");
    await user.keyboard("{F9}");
    const asked = await screen.findByTestId("send-back-dialog");
    expect(asked).toHaveTextContent("Send KES 350 of UKN5T0I7QO back to 0712 345 678?");
    await user.keyboard("{F10}");
    await screen.findByTestId("approval");
    await user.keyboard("1111{Enter}");
    expect(await screen.findByTestId("error")).toHaveTextContent("Nothing was changed");
    await user.keyboard("9035{Enter}");
    await stands("asked");
    expect(screen.getByTestId("receipt-detail")).toBeInTheDocument();
    expect(sent()).toHaveLength(2);
    expect(sent()[1]).toMatchObject({ receipt: RECEIPT, shillings: 350, badge: { person: "p3" } });
    await user.keyboard("{F9}{F10}");
    expect(screen.queryByTestId("send-back-dialog")).toBeNull();
    fake.payments.pages.set(RECEIPT, paymentPage("done"));
    await fake.wait([]);
    await stands("done");
    expect(screen.queryByTestId("begin-send-back")).toBeNull();
    expect(screen.getByTestId("page-stands")).toHaveTextContent("Went back");
  });

  it("goes back by one person alone up to the owner's limit", async () => {
    fake.payments.wantsSecond = false;
    const user = await open("possible");
    await user.keyboard("{F9}{F10}");
    await stands("asked");
    expect(fake.called("send_payment_back")).toEqual([
      { receipt: RECEIPT, shillings: 350, badge: null },
    ]);
  });

  it.each(["{Enter}", "{Escape}"])("stays here by %s", async (key) => {
    const user = await open("possible");
    await user.keyboard("{F9}");
    await screen.findByTestId("send-back-dialog");
    await user.keyboard(key);
    expect(screen.queryByTestId("send-back-dialog")).toBeNull();
    expect(screen.getByTestId("payment-desk")).toBeInTheDocument();
    expect(sent()).toEqual([]);
  });

  it("stays here when nobody agrees", async () => {
    const user = await open("possible");
    await user.keyboard("{F9}{F10}");
    await screen.findByTestId("approval");
    await user.keyboard("{Escape}");
    await stands("possible");
    expect(sent()).toEqual([]);
  });

  it("is asked about first when M-PESA has not proved it", async () => {
    const user = await open("unproved");
    await user.keyboard("{F9}");
    expect(fake.called("ask_about_payment")).toEqual([{ receipt: RECEIPT }]);
    expect(screen.queryByTestId("send-back-dialog")).toBeNull();
  });

  it.each(["impossible", "asked", "done"] as const)(
    "that is %s can't be sent back", async (state) => {
      const user = await open(state);
      await user.keyboard("{F9}{F10}");
      expect(screen.queryByTestId("send-back-dialog")).toBeNull();
      expect(sent()).toEqual([]);
    },
  );
});

describe("an order whose end nobody knows", () => {
  const settled = () => fake.called("settle_order").filter(({ badge }) => badge !== null);

  it("is settled by whoever looked, says where, and has a second person agree", async () => {
    const user = await open("unknown");
    await user.keyboard("{F9}");
    await screen.findByTestId("settle-dialog");
    await user.keyboard("{F8}{F10}");
    expect(screen.queryByTestId("approval")).toBeNull();
    await user.keyboard("1{F8}");
    expect(await screen.findByTestId("approval")).toHaveTextContent("KES 350 is here?");
    await user.keyboard("9035{Enter}");
    await stands("not_done");
    expect(settled()[0]).toMatchObject({
      receipt: RECEIPT, returnedBy: null, lookedIn: "Organisation portal", badge: { person: "p3" },
    });
  });

  it("went back only with the code of the return", async () => {
    const user = await open("unknown");
    await user.keyboard("{F9}2");
    await user.type(await screen.findByTestId("returned-by"), "ukp5t0i7qz");
    await user.keyboard("{F8}");
    expect(screen.queryByTestId("approval")).toBeNull();
    await user.keyboard("{F10}");
    expect(await screen.findByTestId("approval")).toHaveTextContent("KES 350 is gone?");
    await user.keyboard("9035{Enter}");
    await stands("done");
    expect(settled()[0]).toMatchObject({ returnedBy: "UKP5T0I7QZ" });
  });

  it("is settled by whoever is alone, who is asked for nobody", async () => {
    fake.payments.wantsSecond = false;
    const user = await open("unknown");
    await user.keyboard("{F9}");
    await screen.findByTestId("settle-dialog");
    await user.keyboard("1{F8}");
    await stands("not_done");
    expect(fake.called("settle_order")).toMatchObject([{ returnedBy: null, badge: null }]);
  });

  it("stays open by Enter", async () => {
    const user = await open("unknown");
    await user.keyboard("{F9}");
    await screen.findByTestId("settle-dialog");
    await user.keyboard("1{Enter}");
    expect(screen.queryByTestId("settle-dialog")).toBeNull();
    expect(settled()).toEqual([]);
  });
});
