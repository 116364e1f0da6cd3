/** Writes moments in East Africa Time, whatever the computer's own time zone is. */
import type { Language } from "../words/words";

const ZONE = "Africa/Nairobi";
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, timeStyle: "short" });
const exact = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, dateStyle: "short" });
const dates = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE, weekday: "short", day: "numeric", month: "short",
});

/** Short days and months as Kenyan papers write them; the computer's own are too long. */
const SWAHILI: Record<string, string> = {
  Mon: "Jtt", Tue: "Jnn", Wed: "Jtn", Thu: "Alh", Fri: "Iju", Sat: "Jmo", Sun: "Jpi",
  Mar: "Mac", May: "Mei", Aug: "Ago", Sept: "Sep", Oct: "Okt", Dec: "Des",
};

/** Writes `19:02`. */
export function time(ms: number): string {
  return clock.format(ms);
}

/** Writes `19:02:11`. */
export function exactTime(ms: number): string {
  return exact.format(ms);
}

/** Writes `Tue 24 Nov`, in Swahili `Jnn 24 Nov`. */
export function date(ms: number, language: Language): string {
  const english = dates.format(ms).replace(",", "");
  if (language === "en") return english;
  return english.replace(/[A-Z][a-z]+/g, (name) => SWAHILI[name] ?? name);
}

/** Tells whether two moments fall on the same day in Kenya. */
export function sameDay(one_ms: number, other_ms: number): boolean {
  return day.format(one_ms) === day.format(other_ms);
}
