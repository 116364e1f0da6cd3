/** Writes moments in East Africa Time, whatever the computer's own time zone is. */
import type { Language } from "../words/words";

const ZONE = "Africa/Nairobi";
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, timeStyle: "short" });
const exact = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, dateStyle: "short" });
const dates = {
  en: new Intl.DateTimeFormat("en-GB", dateParts()),
  sw: new Intl.DateTimeFormat("sw-KE", dateParts()),
};

/** Writes `19:02`. */
export function time(ms: number): string {
  return clock.format(ms);
}

/** Writes `19:02:11`. */
export function exactTime(ms: number): string {
  return exact.format(ms);
}

/** Writes `Tue 24 Nov`. */
export function date(ms: number, language: Language): string {
  return dates[language].format(ms).replace(",", "");
}

/** Tells whether two moments fall on the same day in Kenya. */
export function sameDay(one_ms: number, other_ms: number): boolean {
  return day.format(one_ms) === day.format(other_ms);
}

function dateParts(): Intl.DateTimeFormatOptions {
  return { timeZone: ZONE, weekday: "short", day: "numeric", month: "short" };
}
