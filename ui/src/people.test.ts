import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import App from "./App.svelte";
import Stage from "./testing/Stage.svelte";
import ApprovalDialog from "./components/people/ApprovalDialog.svelte";
import { commands } from "./ipc/bindings";
import { answerOf } from "./ipc/calls";
import { Session } from "./state/session.svelte";
import { FakeTill } from "./testing/fake_till";
import { personView } from "./testing/samples";

let fake: FakeTill;

beforeEach(() => void (fake = new FakeTill().install()));

const achieng = () =>
  fake.people.add(personView({ id: "p2", name: "Achieng", role: "cashier" }), "8026");
const otieno = () =>
  fake.people.add(personView({ id: "p3", name: "Otieno", role: "supervisor" }), "9035");

async function open(): Promise<ReturnType<typeof userEvent.setup>> {
  render(App);
  await screen.findByText("Amina");
  return userEvent.setup();
}

const atCounter = () => screen.getByTestId("at-counter");

describe("coming to the counter", () => {
  it("takes a key, a number and a PIN", async () => {
    achieng();
    otieno();
    const user = await open();
    await user.keyboard("{Control>}l{/Control}");
    expect(screen.getByTestId("approval")).toHaveAttribute("data-why", "counter");
    await user.keyboard("1");
    await waitFor(() => expect(screen.getByTestId("pin")).toHaveFocus());
    await user.keyboard("8026{Enter}");
    await waitFor(() => expect(atCounter()).toHaveTextContent("Achieng"));
    expect(screen.queryByTestId("approval")).toBeNull();
  });

  it("needs no PIN of whoever has none", async () => {
    achieng();
    const user = await open();
    await user.keyboard("{Control>}l{/Control}8026{Enter}");
    await waitFor(() => expect(atCounter()).toHaveTextContent("Achieng"));
    await user.keyboard("{Control>}l{/Control}1");
    await waitFor(() => expect(atCounter()).toHaveTextContent("Amina"));
  });

  it("says how many wrong PINs are left, and lets one try again or leave", async () => {
    achieng();
    const user = await open();
    await user.keyboard("{Control>}l{/Control}1111{Enter}");
    expect(await screen.findByTestId("error")).toHaveTextContent("Nothing was changed");
    expect(screen.getByTestId("error")).toHaveTextContent("after 4 more wrong ones");
    expect(screen.getByTestId("pin")).toHaveValue("");
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("approval")).toBeNull();
    expect(atCounter()).toHaveTextContent("Amina");
  });

  it("of nobody says where people are taken on", async () => {
    const user = await open();
    await user.click(atCounter());
    expect(screen.getByTestId("nobody")).toHaveTextContent("Set-up");
  });
});

describe("a second person", () => {
  it("is asked for a PIN, and never the one at the counter or a cashier", async () => {
    achieng();
    otieno();
    const here = new Session();
    await here.people.load();
    render(Stage, { props: { session: here, component: ApprovalDialog, props: {} } });
    const act = (badge: Parameters<typeof commands.signIn>[0]) => answerOf(commands.signIn(badge));
    const agreed = here.approvals.ask("Give back KES 350?", act);
    const asked = within(await screen.findByTestId("approval"));
    expect(screen.getByTestId("approval")).toHaveTextContent("Give back");
    expect(asked.queryByText("Achieng")).toBeNull();
    expect(asked.queryByText("Amina")).toBeNull();
    await userEvent.keyboard("9035{Enter}");
    expect(await agreed).toMatchObject({ ok: true });
    const left = here.approvals.ask("Give back KES 350?", act);
    here.approvals.giveUp();
    expect(await left).toBeUndefined();
  });
});

describe("the owner", () => {
  it("sets his own PIN before he takes anybody on", async () => {
    const user = await open();
    await user.keyboard("{F7}");
    expect(await screen.findByTestId("own-pin-first")).toBeVisible();
    expect(screen.queryByTestId("add-person")).toBeNull();
    await user.click(screen.getByTestId("set-pin"));
    await user.keyboard("4711{Enter}");
    expect(await screen.findByTestId("add-person")).toBeVisible();
    expect(fake.called("set_pin")).toHaveLength(1);
  });

  it("takes somebody on, lets her go and undoes it, each time by his PIN", async () => {
    fake.people.list = [personView({ has_pin: true })];
    fake.people.pins.set("p1", "4711");
    const user = await open();
    await user.keyboard("{F7}");
    await user.type(await screen.findByTestId("new-name"), "Achieng");
    await user.type(screen.getByTestId("new-pin"), "8026{Enter}");
    expect(screen.getByText("Take Achieng on as cashier?")).toBeVisible();
    await user.keyboard("4711{Enter}");
    await waitFor(() => expect(screen.getAllByTestId("person")).toHaveLength(2));
    expect(screen.getByTestId("new-name")).toHaveValue("");
    await user.click(screen.getByTestId("let-go"));
    await user.keyboard("4711{Enter}");
    await user.click(await screen.findByTestId("take-back"));
    await user.keyboard("4711{Enter}");
    expect(await screen.findByTestId("let-go")).toBeVisible();
    expect(fake.called("change_person").map(({ change }) => change))
      .toEqual([{ is: "let_go" }, { is: "taken_back" }]);
  });
});
