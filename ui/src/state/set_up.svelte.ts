/** The set-up form: what the owner types, what is wrong with it, and what Safaricom said. */
import { commands, type CommandError, type Proof, type SetUpForm } from "../ipc/bindings";
import type { KeyringState } from "../ipc/bindings";
import { answerOf } from "../ipc/calls";

export type SetUpField =
  "payBill" | "store" | "till" | "consumerKey" | "consumerSecret" | "passkey" | "callback" |
  "baseUrl" | "passphrase";
export type SetUpProblem = "payBill" | "store" | "till" | "key" | "https" | "passphrase";

export type SetUpStatus =
  | { is: "unproved" }
  | { is: "proving" }
  | { is: "proved"; proof: Proof; practice: boolean }
  | { is: "silent" }
  | { is: "failed"; error: CommandError };

export class SetUp {
  form = $state<SetUpForm>(blank());
  keyring = $state<KeyringState>("ready");
  secretsKept = $state(false);
  /** Whether the owner chose the encrypted file because there is no keyring. */
  fileChosen = $state(false);
  status = $state<SetUpStatus>({ is: "unproved" });
  problems = $state<Partial<Record<SetUpField, SetUpProblem>>>({});
  readonly practising = $derived(this.form.environment === "practice");

  async load(): Promise<void> {
    const answer = await answerOf(commands.setUp());
    if (!answer.ok) {
      this.status = { is: "failed", error: answer.error };
      return;
    }
    const { secrets_kept, keyring, ...kept } = answer.value;
    this.form = { ...blank(), ...kept };
    this.keyring = keyring;
    this.secretsKept = secrets_kept;
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
    else if (answer.value.answered) this.#keep(answer.value);
    else this.status = { is: "silent" };
  }

  #keep(proof: Proof): void {
    this.status = { is: "proved", proof, practice: this.practising };
    this.secretsKept ||= !this.practising;
    this.form = {
      ...this.form, consumer_key: "", consumer_secret: "", passkey: "", passphrase: null,
    };
  }

  #refuse(error: CommandError): void {
    this.status = { is: "failed", error };
    if (error.code === "keyring_missing") this.keyring = "missing";
    if (error.code === "keyring_locked") this.keyring = "locked";
  }

  #toSend(): SetUpForm {
    const passphrase = this.fileChosen ? this.form.passphrase : null;
    return { ...$state.snapshot(this.form), passphrase };
  }

  #findProblems(): Partial<Record<SetUpField, SetUpProblem>> {
    const found: Partial<Record<SetUpField, SetUpProblem>> = {};
    const form = this.form;
    const number = /^\d{5,7}$/;
    if (form.kind === "pay_bill" && !number.test(form.pay_bill)) found.payBill = "payBill";
    if (form.kind === "till" && !number.test(form.store)) found.store = "store";
    if (form.kind === "till" && !number.test(form.till)) found.till = "till";
    if (!this.secretsKept && form.consumer_key === "") found.consumerKey = "key";
    if (!this.secretsKept && form.consumer_secret === "") found.consumerSecret = "key";
    if (!this.secretsKept && form.passkey === "") found.passkey = "key";
    if (!optionalUrl(form.callback_base, /^https:\/\/./)) found.callback = "https";
    if (!optionalUrl(form.base_url, /^https?:\/\/./)) found.baseUrl = "https";
    if (this.fileChosen && (form.passphrase ?? "").length < 12) found.passphrase = "passphrase";
    return found;
  }
}

function optionalUrl(address: string, pattern: RegExp): boolean {
  return address === "" || pattern.test(address);
}

function blank(): SetUpForm {
  return {
    environment: "practice", kind: "pay_bill", pay_bill: "", store: "", till: "",
    callback_base: "", base_url: "", wire: "numbers",
    consumer_key: "", consumer_secret: "", passkey: "", passphrase: null,
  };
}
