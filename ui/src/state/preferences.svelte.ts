/** What one person at this computer likes to see; kept in the window, never in the book. */
import { words, type Language, type Words } from "../words/words";

export type Theme = "light" | "dark" | "system";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export class Preferences {
  language = $state<Language>("en");
  theme = $state<Theme>("system");
  /** Whether a payment that comes by itself is heard. */
  sound = $state(true);
  /** Whether proved payments are said aloud. */
  spoken = $state(false);
  /** Whether the practice phones are folded open. */
  practiceOpen = $state(true);
  readonly words: Words = $derived(words[this.language]);
  #systemDark = $state(false);
  readonly dark = $derived(this.theme === "system" ? this.#systemDark : this.theme === "dark");

  constructor(private readonly store: Storage = localStorage) {
    if (store.getItem("kaunta.language") === "sw") this.language = "sw";
    const theme = THEMES.find((known) => known === store.getItem("kaunta.theme"));
    this.theme = theme ?? "system";
    this.sound = store.getItem("kaunta.sound") !== "off";
    this.spoken = store.getItem("kaunta.spoken") === "on";
    this.practiceOpen = store.getItem("kaunta.practice") !== "closed";
    this.#followSystem();
  }

  switchLanguage(): void {
    this.language = this.language === "en" ? "sw" : "en";
    this.store.setItem("kaunta.language", this.language);
  }

  switchTheme(): void {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length] ?? "system";
    this.store.setItem("kaunta.theme", this.theme);
  }

  switchSound(): void {
    this.sound = !this.sound;
    this.store.setItem("kaunta.sound", this.sound ? "on" : "off");
  }

  speak(wanted: boolean): void {
    this.spoken = wanted;
    this.store.setItem("kaunta.spoken", wanted ? "on" : "off");
  }

  foldPractice(): void {
    this.practiceOpen = !this.practiceOpen;
    this.store.setItem("kaunta.practice", this.practiceOpen ? "open" : "closed");
  }

  #followSystem(): void {
    const media = window.matchMedia?.("(prefers-color-scheme: dark)");
    if (media === undefined) return;
    this.#systemDark = media.matches;
    media.addEventListener("change", (change) => (this.#systemDark = change.matches));
  }
}
