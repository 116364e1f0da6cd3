/** The set-up form: what the owner types, what is wrong with it, and what Safaricom said. */
import { commands, type CommandError, type Proof, type SetUpForm } from "../ipc/bindings";
import type { Environment, ErrorCode, KeyringState } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export type SetUpField =
  "payBill" | "store" | "till" | "consumerKey" | "consumerSecret" | "passkey" | "callback" |
  "baseUrl" | "passphrase";
export type SetUpProblem = 
  "payBill" | "store" | "till" | "key" | "https" | "passphrase" | "wrongPassphrase";

/** Anyone's by https, this machine's by http too: what Rust takes. */
const CALLBACK = /^https:\/\/.|^http:\/\/(127\.0\.0\.1|localhost)\b/;

const PEM = "-----BEGIN CERTIFICATE-----";
const PEM_END = "-----END CERTIFICATE-----";

/** What an error says of the place where the keys are kept. */
const KEYRINGS: Partial<Record<ErrorCode, KeyringState>> = {
  keyring_missing: "missing", keyring_locked: "locked", passphrase_wanted: "sealed",
  wrong_passphrase: "sealed", sealed_file_unusable: "sealed",
};

export type SetUpStatus =
  | { is: "unproved" }
  | { is: "proving" }
  | { is: "proved"; proof: Proof; practice: boolean }
  | { is: "failed"; error: CommandError };

export class SetUp {
  form = $state<SetUpForm>(blank());
  keyring = $state<KeyringState>("ready");
  /** Whether the owner chose to begin an encrypted file. */
  fileChosen = $state(false);
  status = $state<SetUpStatus>({ is: "unproved" });
  problems = $state<Partial<Record<SetUpField, SetUpProblem>>>({});
  #kept = $state<SetUpForm>(blank());
  #keptSecrets = $state(false);
  /** Whether the keys of the M-PESA that is chosen are kept. */
  readonly secretsKept = $derived(
    this.#keptSecrets && this.form.environment === this.#kept.environment,
  );
  readonly practising = $derived(this.form.environment === "practice");

  async load(): Promise<void> {
    const answer = await answerOf(commands.setUp());
    if (!answer.ok) {
      this.status = { is: "failed", error: answer.error };
      return;
    }
    const { secrets_kept, keyring, ...kept } = answer.value;
    this.#kept = { ...blank(), ...kept };
    this.form = { ...this.#kept };
    this.keyring = keyring;
    this.#keptSecrets = secrets_kept;
  }

  /** Goes to another M-PESA; the numbers and addresses of one are never those of another. */
  choose(environment: Environment): void {
    const known = environment === this.#kept.environment;
    this.form = known ? { ...this.#kept } : { ...blank(), environment };
    this.touched();
  }

  /** Takes the certificate that Safaricom gave the owner, as text (PEM) or as bytes (DER). */
  takeCertificate(file: Uint8Array): void {
    const text = new TextDecoder().decode(file);
    this.form.certificate = text.includes(PEM) ? text : `${PEM}\n${base64(file)}\n${PEM_END}\n`;
    this.touched();
  }

  /** Goes back to the certificate that everybody has. */
  forgetCertificate(): void {
    this.form.certificate = "";
    this.touched();
  }

  typePassphrase(typed: string): void {
    this.form.passphrase = typed;
    this.problems = {};
  }

  /** Opens the encrypted file of secrets after a start; tells whether it opened. */
  async unlock(): Promise<boolean> {
    const answer = await answerOf(commands.unlock(this.form.passphrase ?? ""));
    const trouble = answer.ok ? answer.value.trouble : answer.error;
    if (trouble !== null) this.#refuse(trouble);
    else await this.load();
    return trouble === null;
  }

  /** Says that the form changed, so that an old proof no longer stands beside it. */
  touched(): void {
    if (this.status.is !== "proving") this.status = { is: "unproved" };
  }

  /** Asks Safaricom with these keys and keeps them only when it answers. */
  async prove(): Promise<void> {
    this.problems = this.practising ? {} : this.#findProblems();
    if (this.status.is === "proving" || Object.keys(this.problems).length > 0) return;
    this.status = { is: "proving" };
    const answer = await answerOf(commands.proveSetUp(this.#toSend()));
    if (!answer.ok) this.#refuse(answer.error);
    else this.#keep(answer.value);
  }

  #keep(proof: Proof): void {
    this.status = { is: "proved", proof, practice: this.practising };
    this.#keptSecrets = !this.practising;
    this.keyring = "ready";
    this.fileChosen = false;
    this.#kept = {
      ...this.form, consumer_key: "", consumer_secret: "", passkey: "",
      initiator_name: "", initiator_password: "", passphrase: null,
    };
    this.form = { ...this.#kept };
  }

  #refuse(error: CommandError): void {
    this.status = { is: "failed", error };
    this.keyring = KEYRINGS[error.code] ?? this.keyring;
    if (error.code === "wrong_passphrase") this.problems = { passphrase: "wrongPassphrase" };
  }

  #toSend(): SetUpForm {
    const passphrase = this.fileChosen ? this.form.passphrase : null;
    const new_file = this.fileChosen && this.keyring === "sealed";
    return { ...$state.snapshot(this.form), passphrase, new_file };
  }

  #findProblems(): Partial<Record<SetUpField, SetUpProblem>> {
    const found: Partial<Record<SetUpField, SetUpProblem>> = {};
    const form = this.form;
    const number = /^\d{5,7}$/;
    if (form.kind === "pay_bill" && !number.test(form.pay_bill)) found.payBill = "payBill";
    if (form.kind === "till" && !number.test(form.store)) found.store = "store";
    if (form.kind === "till" && !number.test(form.till)) found.till = "till";
    if (form.consumer_key === "") found.consumerKey = "key";
    if (form.consumer_secret === "") found.consumerSecret = "key";
    if (form.passkey === "") found.passkey = "key";
    if (!optionalUrl(form.callback_base, CALLBACK)) found.callback = "https";
    if (!optionalUrl(form.base_url, /^https?:\/\/./)) found.baseUrl = "https";
    if (this.fileChosen && (form.passphrase ?? "").length < 12) found.passphrase = "passphrase";
    return found;
  }
}

function optionalUrl(address: string, pattern: RegExp): boolean {
  return address === "" || pattern.test(address);
}

/** In lines as they are in files. */
function base64(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.match(/.{1,64}/g)?.join("\n") ?? "";
}

function blank(): SetUpForm {
  return {
    environment: "practice", kind: "pay_bill", pay_bill: "", store: "", till: "",
    callback_base: "", base_url: "", wire: "strings", certificate: "",
    consumer_key: "", consumer_secret: "", passkey: "", initiator_name: "", initiator_password: "",
    passphrase: null, new_file: false,
  };
}
