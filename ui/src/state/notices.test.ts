import { beforeEach, describe, expect, it } from "vitest";
import { FakeTill } from "../testing/fake_till";
import { errorOf, noticesView } from "../testing/samples";
import { Notices } from "./notices.svelte";

let fake: FakeTill;
let notices: Notices;

beforeEach(async () => {
  fake = new FakeTill().install();
  notices = new Notices();
  await notices.load();
});

describe("registering the addresses", () => {
  it("tells the version that Safaricom took, and keeps its answer", async () => {
    await notices.register();
    expect(notices.registering).toEqual({ is: "registered", version: 2 });
    expect(notices.view?.answer).toContain("Success");
  });

  it("tells addresses that were registered before from new ones", async () => {
    fake.registration = { now: false, version: null };
    await notices.register();
    expect(notices.registering).toEqual({ is: "before" });
  });

  it("calls no unclear answer a refusal", async () => {
    fake.refusals.register_notices = errorOf("safaricom_unreachable");
    await notices.register();
    expect(notices.registering).toEqual({ is: "unclear" });
    fake.refusals.register_notices = { ...errorOf("safaricom_refused"), cause: "number" };
    await notices.register();
    expect(notices.registering).toMatchObject({ is: "refused", error: { cause: "number" } });
  });

  it("asks nobody for a till that nobody can reach", async () => {
    fake.notices = noticesView({ can_be_reached: false });
    await notices.load();
    await notices.register();
    expect(fake.called("register_notices")).toEqual([]);
  });
});

describe("signing up for pulls", () => {
  it("sends the phone only when it is one", async () => {
    notices.typePhone("0712");
    await notices.signUp();
    expect(notices.phoneProblem).toBe("too_short");
    expect(fake.called("sign_up_for_pulls")).toEqual([]);
    notices.typePhone("0712 345 678");
    await notices.signUp();
    expect(fake.called("sign_up_for_pulls")).toEqual([{ phone: "0712345678" }]);
    expect(notices.view?.pulls.signed_up).toBe(true);
  });
});

describe("the least and the most", () => {
  it.each([
    ["0.001", "", { least: "bad" }],
    ["", "much", { most: "bad" }],
    ["", "0", { most: "bad" }],
    ["100", "10", { most: "order" }],
  ] as const)("%s and %s are not kept", async (least, most, problems) => {
    notices.typeLimit("least", least);
    notices.typeLimit("most", most);
    await notices.saveRules();
    expect(notices.problems).toEqual(problems);
    expect(fake.called("set_validation_rules")).toEqual([]);
  });

  it("are shown as they are kept, and cleared by nothing", async () => {
    notices.typeLimit("least", "10");
    notices.typeLimit("most", "70,000");
    await notices.saveRules();
    expect([notices.least, notices.most]).toEqual(["10", "70000"]);
    expect(notices.saving.is).toBe("done");
    notices.typeLimit("most", "");
    await notices.saveRules();
    expect(fake.called("set_validation_rules")).toEqual([
      { least: "10", most: "70000" }, { least: "10", most: "" },
    ]);
    expect(notices.most).toBe("");
  });

  it("that are being typed stay when the screen looks again", async () => {
    notices.typeLimit("least", "15");
    await notices.load();
    expect(notices.least).toBe("15");
  });
});
