import { beforeEach, describe, expect, it } from "vitest";
import { FakeTill } from "../testing/fake_till";
import { errorOf, setUpView } from "../testing/samples";
import { SetUp } from "./set_up.svelte";

let fake: FakeTill;
let setUp: SetUp;

beforeEach(() => {
  fake = new FakeTill().install();
  setUp = new SetUp();
});

async function filled(): Promise<void> {
  fake.setUp = setUpView({ environment: "production", kind: "till" });
  await setUp.load();
  Object.assign(setUp.form, {
    store: "600123", till: "522522", consumer_key: "ck", consumer_secret: "cs", passkey: "pk",
  });
}

describe("proving the set-up", () => {
  it("asks for both numbers of a till and all three keys", async () => {
    fake.setUp = setUpView({ environment: "production", kind: "till" });
    await setUp.load();
    await setUp.prove();
    expect(Object.keys(setUp.problems)).toEqual([
      "store", "till", "consumerKey", "consumerSecret", "passkey",
    ]);
    expect(fake.called("prove_set_up")).toEqual([]);
  });

  it("forgets the keys once they are kept", async () => {
    await filled();
    await setUp.prove();
    expect(setUp.status.is).toBe("proved");
    expect(setUp.form.consumer_secret).toBe("");
    expect(setUp.secretsKept).toBe(true);
  });

  it("shows no tick when Safaricom did not answer", async () => {
    await filled();
    fake.proof = errorOf("safaricom_unreachable");
    await setUp.prove();
    expect(setUp.status.is).toBe("failed");
    expect(setUp.form.passkey).toBe("pk");
  });

  it("takes the owner's certificate as text or as bytes", async () => {
    await filled();
    const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    setUp.takeCertificate(new TextEncoder().encode(pem));
    expect(setUp.form.certificate).toBe(pem);
    const bytes = Uint8Array.from({ length: 200 }, (_, place) => place);
    setUp.takeCertificate(bytes);
    const [first, ...lines] = setUp.form.certificate.trim().split("\n");
    expect([first, lines.pop()]).toEqual([
      "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----",
    ]);
    expect(lines.every((line) => line.length <= 64)).toBe(true);
    expect(Uint8Array.from(atob(lines.join("")), (sign) => sign.charCodeAt(0))).toEqual(bytes);
    await setUp.prove();
    expect(fake.called("prove_set_up")[0]?.form).toMatchObject({
      certificate: expect.stringContaining(lines[0] ?? "no line"),
    });
    setUp.forgetCertificate();
    expect(setUp.form.certificate).toBe("");
  });

  it("shows the cure when the keyring turns out to be missing", async () => {
    await filled();
    fake.proof = errorOf("keyring_missing");
    await setUp.prove();
    expect(setUp.keyring).toBe("missing");
  });

  it("sends a passphrase only to an owner who chose the file", async () => {
    await filled();
    setUp.form.passphrase = "a long enough one";
    await setUp.prove();
    expect(fake.called("prove_set_up")[0]?.form).toMatchObject({ passphrase: null });
  });

  it("begins a new file only when the one that is there was given up", async () => {
    await filled();
    fake.proof = errorOf("passphrase_wanted");
    await setUp.prove();
    expect(setUp.keyring).toBe("sealed");
    setUp.fileChosen = true;
    setUp.typePassphrase("a long enough one");
    await setUp.prove();
    expect(fake.called("prove_set_up").map((call) => call.form)).toMatchObject([
      { passphrase: null, new_file: false },
      { passphrase: "a long enough one", new_file: true },
    ]);
  });

  it("says at the field that a passphrase was wrong, until another is typed", async () => {
    fake.setUp = setUpView({ environment: "production", keyring: "sealed" });
    fake.refusals.unlock = errorOf("wrong_passphrase");
    await setUp.load();
    setUp.typePassphrase("a wrong one");
    expect(await setUp.unlock()).toBe(false);
    expect(setUp.problems).toEqual({ passphrase: "wrongPassphrase" });
    setUp.typePassphrase("another");
    expect(setUp.problems).toEqual({});
  });

  it("takes a callback address with https alone", async () => {
    await filled();
    setUp.form.callback_base = "http://shop.example";
    await setUp.prove();
    expect(setUp.problems.callback).toBe("https");
  });

  it("takes no number or address of one M-PESA along to another", async () => {
    await filled();
    setUp.form.base_url = "http://127.0.0.1:8787";
    setUp.choose("sandbox");
    expect(setUp.form).toMatchObject({ environment: "sandbox", store: "", base_url: "" });
    expect(setUp.form.consumer_secret).toBe("");
  });

  it("needs nothing for practice", async () => {
    await setUp.load();
    await setUp.prove();
    expect(setUp.status).toMatchObject({ is: "proved", practice: true });
  });
});
