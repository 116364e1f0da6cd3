/** Writes and reads Kenyan phone numbers as shops write them: `0712 345 678`. */

export type PhoneProblem = "empty" | "too_short" | "too_long" | "not_kenyan";
export type PhoneReading = { digits: string } | { problem: PhoneProblem };

/** Groups what is being typed or pasted, whatever spelling it has. */
export function groupPhone(typed: string): string {
  const digits = typed.replace(/\D/g, "");
  const abroad = digits.startsWith("254");
  const head = abroad ? 3 : digits.startsWith("0") ? 4 : 3;
  const parts = [digits.slice(0, head), ...(digits.slice(head).match(/\d{1,3}/g) ?? [])];
  const grouped = parts.filter((part) => part !== "").join(" ");
  return typed.trimStart().startsWith("+") ? `+${grouped}` : grouped;
}

/** Writes an international number (`254712345678`) the way it is said: `0712 345 678`. */
export function phone(msisdn: string): string {
  return groupPhone(msisdn.replace(/^254(?=\d{9}$)/, "0"));
}

/** Gives the two ends of a number, to write it short: `0712` and `678`. */
export function phoneEnds(msisdn: string): [start: string, end: string] {
  const local = phone(msisdn).replaceAll(" ", "");
  return [local.slice(0, 4), local.slice(-3)];
}

/** Hides the middle of a payer's number, as far as it is told: `07•• ••• 678`. */
export function masked(payer: string): string {
  const signs = [...payer.replace(/^254(?=[\d•]{9}$)/, "0")];
  if (signs.length !== 10) return payer;
  const hidden = signs.map((sign, place) => (place < 2 || place > 6 ? sign : "•")).join("");
  return `${hidden.slice(0, 4)} ${hidden.slice(4, 7)} ${hidden.slice(7)}`;
}

/** Reads a typed number, or says what is wrong; Rust is asked again and has the last word. */
export function readPhone(typed: string): PhoneReading {
  const digits = typed.replace(/\D/g, "");
  if (digits === "") return { problem: "empty" };
  const national = digits.replace(/^(254|0)/, "");
  if (!/^[17]/.test(national) && national !== "") return { problem: "not_kenyan" };
  if (national.length < 9) return { problem: "too_short" };
  return national.length > 9 ? { problem: "too_long" } : { digits };
}
