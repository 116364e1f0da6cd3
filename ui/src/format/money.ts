/** Writes and reads amounts of money; cents are integers, as everywhere in Kaunta. */

/** The least and the most that one prompt may ask for, in whole shillings (Safaricom's limits). */
export const LEAST_SHILLINGS = 1;
export const MOST_SHILLINGS = 250_000;

export type AmountProblem = "empty" | "not_whole" | "too_small" | "too_big";
export type AmountReading = { shillings: number } | { problem: AmountProblem };

/** Writes cents as `1,240`, or `1,240.50` when there are cents. */
export function money(cents: number): string {
  const shillings = group(String(Math.trunc(cents / 100)));
  const rest = cents % 100;
  return rest === 0 ? shillings : `${shillings}.${String(rest).padStart(2, "0")}`;
}

/** Writes cents with the currency before them: `KES 1,240`. */
export function kes(cents: number): string {
  return `KES ${money(cents)}`;
}

/** Keeps an amount on one line with its currency. */
export function unbroken(amount: string): string {
  return amount.replace(" ", "\u00a0");
}

/** Groups what is being typed, `1240` to `1,240`, and never hides a point that was typed. */
export function groupAmount(typed: string): string {
  const clean = typed.replace(/kes|[^\d.]/gi, "");
  const [whole = "", ...cents] = clean.split(".");
  const grouped = group(whole.replace(/^0+(?=\d)/, ""));
  return clean.includes(".") ? `${grouped}.${cents.join("")}` : grouped;
}

/** Reads a typed amount in cents, for money over the counter; null when it is none. */
export function readCents(typed: string): number | null {
  return readSum(typed) || null;
}

/** Reads a typed sum in cents, which may be nothing; null when it is none. */
export function readSum(typed: string): number | null {
  const parts = /^(\d+)(?:\.(\d{0,2}))?$/.exec(typed.replace(/[\s,]/g, ""));
  if (parts === null) return null;
  const cents = Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
  return Number.isSafeInteger(cents) ? cents : null;
}

/** Writes cents as Rust reads them: `1240` or `1240.50`. */
export function plain(cents: number): string {
  return money(cents).replaceAll(",", "");
}

/** Reads a typed amount as whole shillings, or says what is wrong with it. */
export function readAmount(typed: string): AmountReading {
  const clean = typed.replace(/[\s,]/g, "").replace(/\.0{0,2}$/, "");
  if (clean === "") return { problem: "empty" };
  if (!/^\d+$/.test(clean)) return { problem: "not_whole" };
  const shillings = Number(clean);
  if (shillings < LEAST_SHILLINGS) return { problem: "too_small" };
  return shillings > MOST_SHILLINGS ? { problem: "too_big" } : { shillings };
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}
