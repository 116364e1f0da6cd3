import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeTill } from "../testing/fake_till";
import { attemptIn, paymentView } from "../testing/samples";
import { receivedLeg, saleOf } from "../testing/sales";
import { Session } from "./session.svelte";

/** jsdom has no voice; this one remembers what it was to say. */
class Utterance {
  lang = "";
  constructor(readonly text: string) {}
}
let said: string[];
let fake: FakeTill;
let here: Session;

async function open(voices: string[], spoken = true): Promise<void> {
  said = [];
  vi.stubGlobal("SpeechSynthesisUtterance", Utterance);
  vi.stubGlobal("speechSynthesis", {
    getVoices: () => voices.map((lang) => ({ lang })),
    speak: ({ text, lang }: Utterance) => said.push(`${lang}: ${text}`),
  });
  fake = new FakeTill().install();
  localStorage.setItem("kaunta.spoken", spoken ? "on" : "off");
  here = new Session();
  await here.start();
}

const proved = { en: "Three hundred and fifty, Wanjiku", sw: "Mia tatu hamsini, Wanjiku" };
const paid = paymentView({ receipt: "UKN5T0I7QO", proved: true, spoken: proved });

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

describe("a payment", () => {
  it("is said once, when it is proved, and not while it is only reported", async () => {
    await open(["en-GB"]);
    await fake.wait([{ ...paid, proved: false, spoken: null }]);
    expect(said).toEqual([]);
    await fake.wait([paid]);
    await fake.wait([paid]);
    here.voice.hearSale(saleOf(214, 35_000, [receivedLeg("l", paid, 35_000)]));
    expect(said).toEqual(["en-GB: Three hundred and fifty, Wanjiku"]);
  });

  it("by a prompt is said when its proof comes", async () => {
    await open(["en-US"]);
    await fake.change(attemptIn("reported"));
    expect(said).toEqual([]);
    await fake.change(attemptIn("paid", { spoken: { en: "One thousand", sw: "Elfu moja" } }));
    expect(said).toEqual(["en-US: One thousand"]);
  });

  it("that was proved before the window opened is not said", async () => {
    await open(["en-GB"]);
    fake.payments.list = [paid];
    await here.read();
    await fake.wait([paid]);
    expect(said).toEqual([]);
  });

  it("is said in the screen's language, by a Kenyan voice if there is one", async () => {
    await open(["en-US", "sw-TZ", "sw_KE"]);
    here.preferences.switchLanguage();
    await fake.wait([paid]);
    expect(said).toEqual(["sw_KE: Mia tatu hamsini, Wanjiku"]);
  });

  it("is said in the other language where the screen's has no voice", async () => {
    await open(["en-US"]);
    here.preferences.switchLanguage();
    await fake.wait([paid]);
    expect(said).toEqual(["en-US: Three hundred and fifty, Wanjiku"]);
  });

  it("is not said where it is switched off, nor later", async () => {
    await open(["en-US"], false);
    await fake.wait([paid]);
    here.preferences.speak(true);
    await fake.wait([paid]);
    expect(said).toEqual([]);
  });

  it("needs no voice: without one nothing breaks", async () => {
    await open([]);
    await fake.wait([paid]);
    expect([said, here.voice.hasVoice]).toEqual([[], false]);
    vi.stubGlobal("speechSynthesis", undefined);
    here.voice.say(proved);
    expect(said).toEqual([]);
  });
});

it("nothing is said unless somebody wants it", () => {
  expect(new Session().preferences.spoken).toBe(false);
});
