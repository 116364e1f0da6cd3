/** The languages of the till and where their words are. */
import { en, type Words } from "./en";
import { sw } from "./sw";

export type { Words };
export type Language = "en" | "sw";

export const words: Record<Language, Words> = { en, sw };

/** The language that stands small beneath the chosen one. */
export function otherLanguage(language: Language): Language {
  return language === "en" ? "sw" : "en";
}
