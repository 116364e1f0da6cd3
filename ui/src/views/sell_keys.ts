/** The keys of the Sell screen, in one place; the buttons show the same keys. */
import type { Session } from "../state/session.svelte";

/** Does what the key says, if it says anything here. */
export function sellKey(event: KeyboardEvent, here: Session): void {
  if (event.defaultPrevented || event.isComposing) return;
  const ofCustomer = here.attempts.shown ? cardKey : entryKey;
  const act = alarmKey(event, here) ?? chipKey(event, here) ?? ofCustomer(event, here);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

/** A tap on a button leaves the caret where it is, so that Enter stays the primary key. */
export function keepCaret(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest("button")) event.preventDefault();
}

function alarmKey(event: KeyboardEvent, { alarms }: Session): (() => void) | undefined {
  const oldest = alarms.all[0];
  if (event.key !== "F6" || event.repeat || oldest === undefined) return undefined;
  return () => void alarms.see(oldest);
}

/** Alt or Ctrl with a number shows a waiting customer; without them only while one is shown. */
function chipKey(event: KeyboardEvent, { attempts }: Session): (() => void) | undefined {
  const number = /^Digit([1-9])$/.exec(event.code)?.[1] ?? /^[1-9]$/.exec(event.key)?.[0];
  if (number === undefined || event.metaKey) return undefined;
  if (!event.altKey && !event.ctrlKey && attempts.shown === null) return undefined;
  const id = attempts.chips.at(Number(number));
  return id === undefined ? undefined : () => attempts.show(id);
}

function cardKey(event: KeyboardEvent, { attempts }: Session): (() => void) | undefined {
  const shown = attempts.shown;
  if (shown === null) return undefined;
  switch (event.key) {
    case "Enter":
      // A held Enter must not run from one customer to the next.
      return isButton(event.target) || event.repeat ? undefined : () => attempts.leave();
    case "Escape":
      return () => attempts.leave();
    case "F2":
      return attempts.canAskAgain(shown) ? () => void attempts.askAgain(shown) : undefined;
    case "F4":
      return attempts.canAskAnyway ? () => void attempts.askAgain(shown, true) : undefined;
    case "F8":
      return attempts.canStop(shown) ? () => void attempts.stop(shown) : undefined;
    case "F9":
      return attempts.canCheck(shown) ? () => void attempts.check(shown) : undefined;
    default:
      return undefined;
  }
}

function entryKey(event: KeyboardEvent, here: Session): (() => void) | undefined {
  const { entry, till } = here;
  if (event.key === "Escape") return () => entry.clear();
  if (event.key === "z" && event.ctrlKey && entry.canUndo) return () => entry.undo();
  if (event.key === "F4" && entry.canAskAnyway) return () => void here.send(true);
  if (event.key === "Enter" && !isButton(event.target)) {
    if (event.repeat) return () => undefined;
    if (entry.field === "amount" && entry.phone === "") return () => void entry.goToPhone();
    return till.canPrompt ? () => void here.send() : undefined;
  }
  return strayDigit(event, here);
}

/** A digit typed while the caret is nowhere goes where it was meant to go. */
function strayDigit(event: KeyboardEvent, { entry }: Session): (() => void) | undefined {
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!plain || event.target instanceof HTMLInputElement) return undefined;
  if (!/^[0-9]$/.test(event.key)) return undefined;
  return () => entry.press(event.key as "0");
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof HTMLButtonElement;
}
