/**
 * Says proved payments aloud, each once, by a voice of the system: what the web view offers is what
 * Windows, macOS or the desktop has. Where there is none, nothing is said and nothing is wrong.
 */
import type { AttemptView, PaymentView, Phrase, SaleView } from "../ipc/bindings";
import { otherLanguage, type Language } from "../words/words";
import type { Preferences } from "./preferences.svelte";

export class Voice {
  /** What was said, or was proved before anybody listened: codes, and ids of prompts. */
  readonly #told = new Set<string>();
  #listening = false;
  /** Whether the system has a voice for either language. */
  hasVoice = $state(false);

  constructor(private readonly preferences: Preferences) {
    this.#look();
    synthesis()?.addEventListener?.("voiceschanged", () => this.#look());
  }

  /** Takes note of what is read: it was proved before, and only what comes later is news. */
  passOver(read: () => void): void {
    this.#listening = false;
    read();
    this.#listening = true;
  }

  /** Another book: what it tells first was proved before. */
  forget(): void {
    this.#told.clear();
    this.#listening = false;
  }

  hearAttempt({ id, spoken }: AttemptView): void {
    this.#tell(id, spoken);
  }

  hearPayments(payments: PaymentView[]): void {
    payments.forEach(({ receipt, spoken }) => this.#tell(receipt, spoken));
  }

  hearSale({ legs }: SaleView): void {
    for (const { attempts, received } of legs) {
      attempts.forEach((attempt) => this.hearAttempt(attempt));
      if (received !== null) this.#tell(received.receipt, received.spoken);
    }
  }

  /** Says a sentence in the language of the screen, or else in the other one. */
  say(phrase: Phrase): void {
    const language = this.preferences.language;
    const spoken = [language, otherLanguage(language)].some((one) => utter(phrase[one], one));
    if (!spoken) this.hasVoice = false;
  }

  #tell(key: string, spoken: Phrase | null): void {
    if (spoken === null || this.#told.has(key)) return;
    this.#told.add(key);
    if (this.#listening && this.preferences.spoken) this.say(spoken);
  }

  #look(): void {
    this.hasVoice = voiceOf("en") !== undefined || voiceOf("sw") !== undefined;
  }
}

function synthesis(): SpeechSynthesis | undefined {
  return window.speechSynthesis as SpeechSynthesis | undefined;
}

function voiceOf(language: Language): SpeechSynthesisVoice | undefined {
  const voices = synthesis()?.getVoices() ?? [];
  const of = (tag: string) => voices.find(({ lang }) => lang.replace("_", "-").startsWith(tag));
  return of(`${language}-KE`) ?? of(language);
}

/** Whether there was a voice to say it. */
function utter(text: string, language: Language): boolean {
  const voice = voiceOf(language);
  if (voice === undefined) return false;
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice;
  said.lang = voice.lang;
  synthesis()?.speak(said);
  return true;
}
