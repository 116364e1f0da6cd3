/** Writes what a stranger chose, an account or a name: it is tamed before it is shown. */

/** More than that is no account. */
const LONGEST = 40;

/** Shows each sign that would hide, turn round or break the line as one that is seen. */
export function tame(typed: string): string {
  return typed.replace(/\s/gu, " ").replace(/\p{C}/gu, "\u{fffd}");
}

/** Tames it, and cuts what is too long for a line. */
export function tamed(typed: string): string {
  const signs = [...tame(typed)];
  return signs.length > LONGEST ? `${signs.slice(0, LONGEST - 1).join("")}…` : signs.join("");
}
