/** The keys by which something is said of the payment on screen; the buttons show the same keys. */
import type { Session } from "../state/session.svelte";

/** Does what the key says, and tells whether it says anything here. */
export function caseKey(event: KeyboardEvent, { cases }: Session): boolean {
  if (event.defaultPrevented || !event.ctrlKey || cases.payment === null) return false;
  const going = cases.current !== null;
  const saying = {
    n: going ? ("note" as const) : ("open" as const),
    e: going ? ("close" as const) : undefined,
  }[event.key.toLowerCase()];
  if (saying === undefined) return false;
  event.preventDefault();
  if (!event.repeat && cases.saying === null) cases.begin(saying);
  return true;
}
