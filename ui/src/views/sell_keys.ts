/** The keys of the Sell screen, in one place; the buttons show the same keys. */
import type { SaleView } from "../ipc/bindings";
import { canChoose, canTakeBack, canTakeGoodsBack, isOverpaid } from "../state/sales.svelte";
import type { Session } from "../state/session.svelte";

type Act = (() => void) | undefined;

/** Does what the key says, if it says anything here. */
export function sellKey(event: KeyboardEvent, here: Session): void {
  if (event.defaultPrevented || event.isComposing) return;
  const act = keyOf(event, here);
  if (act === undefined) return;
  event.preventDefault();
  // A held key must not run from one customer, or from one payment, to the next.
  if (!event.repeat) act();
}

/** A tap on a button leaves the caret where it is, so that Enter stays the primary key. */
export function keepCaret(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest("button")) event.preventDefault();
}

function keyOf(event: KeyboardEvent, here: Session): Act {
  // A question about a sale has keys of its own; without its focus, they step back.
  if (here.sales.voiding || here.sales.refunding || here.sales.takingBack !== null) {
    return event.key === "Escape" ? () => here.paying.endVoid() : undefined;
  }
  if (here.debtors.asking) return event.key === "Escape" ? () => here.endCredit() : undefined;
  // The question for a code has keys of its own as well.
  if (here.codes.open) return event.key === "Escape" ? () => here.codes.end() : undefined;
  if (here.sales.warned !== null) return warnedKey(event, here);
  const ofPlace = here.sales.shown ? saleKey : here.attempts.shown ? cardKey : entryKey;
  return alarmKey(event, here) ?? chipKey(event, here) ?? ofPlace(event, here);
}

function alarmKey(event: KeyboardEvent, { alarms }: Session): Act {
  const oldest = alarms.all[0];
  if (event.key !== "F5") return undefined;
  return () => void (oldest === undefined ? undefined : alarms.see(oldest));
}

/** Alt or Ctrl with a number shows a waiting customer; without them only over a card. */
function chipKey(event: KeyboardEvent, { attempts, paying, sales }: Session): Act {
  const number = /^Digit([1-9])$/.exec(event.code)?.[1] ?? /^[1-9]$/.exec(event.key)?.[0];
  if (number === undefined || event.metaKey) return undefined;
  const typing = sales.shown === null ? attempts.shown === null : paying.payable;
  if (!event.altKey && !event.ctrlKey && typing) return undefined;
  const id = attempts.chips.at(Number(number));
  return id === undefined ? undefined : () => paying.show(id);
}

/** Enter never does what was warned of. */
function warnedKey(event: KeyboardEvent, { paying, sales }: Session): Act {
  switch (event.key) {
    case "Enter":
      return isButton(event.target) ? undefined : () => sales.keep();
    case "Escape":
      return () => sales.keep();
    case "F10":
      return () => void paying.goOn();
    default:
      return undefined;
  }
}

function saleKey(event: KeyboardEvent, here: Session): Act {
  const { apart, paying, sales, till, toPay } = here;
  if (toPay.of(sales.shown) !== null) return codeKey(event, here);
  const cashing = paying.part.field === "handed";
  const asking = paying.payable && !cashing && paying.taking === null;
  if (event.key === "F9" && apart.of(sales.shown)) return () => void paying.tellApart();
  if (isCodeKey(event)) return asking ? () => void paying.showCode() : undefined;
  if (isTypedKey(event)) return asking ? () => void here.askCode() : undefined;
  if (isCreditKey(event)) {
    return asking && !sales.shown?.repays ? () => void here.askCredit() : undefined;
  }
  if (event.key === "Delete" && event.ctrlKey) {
    return sales.shown?.state === "void" ? undefined : () => void paying.beginVoid();
  }
  if (isReleaseKey(event)) return releaseKey(here, sales.shown);
  switch (event.key) {
    case "Enter":
      if (isButton(event.target)) return undefined;
      if (!paying.payable) return () => paying.leave();
      if (cashing) return () => void paying.takeCash();
      if (paying.taking !== null) return () => void paying.takeOther();
      return till.canPrompt ? () => void paying.prompt() : undefined;
    case "Escape":
      return paying.payable && !(asking && paying.part.empty)
        ? () => paying.clearPart()
        : () => paying.leave();
    case "F4":
      return asking ? () => paying.beginCash() : undefined;
    case "F11":
      return asking ? () => (paying.taking = "card") : undefined;
    case "F12":
      if (asking) return () => (paying.taking = "other");
      return owedKey(event, here, sales.shown);
    default:
      return legKey(event, here) ?? owedKey(event, here, sales.shown) ?? strayDigit(event, here);
  }
}

/** Over what the customer is shown, Enter and Escape put it away. */
function codeKey(event: KeyboardEvent, { toPay }: Session): Act {
  if (event.key === "Enter" && isButton(event.target)) return undefined;
  return event.key === "Enter" || event.key === "Escape" ? () => toPay.hide() : undefined;
}

/** The keys that act on the leg in hand, and those that choose another. */
function legKey(event: KeyboardEvent, { attempts, paying, sales }: Session): Act {
  const legs = sales.shown?.state === "void" ? [] : (sales.shown?.legs.filter(canChoose) ?? []);
  const leg = sales.leg === null ? undefined : legs.find(({ id }) => id === sales.leg?.id);
  if (leg === undefined) return undefined;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined) {
    const next = legs[(legs.indexOf(leg) + step + legs.length) % legs.length] ?? leg;
    return () => (sales.chosenId = next.id);
  }
  if (canTakeBack(leg)) return event.key === "F8" ? () => void paying.beginTakeBack(leg) : undefined;
  const attempt = paying.attemptOf(leg);
  if (attempt === null) return undefined;
  if (event.key === "F8") return () => void paying.anotherWay(leg);
  if (event.key === "F6" && attempts.canAskAgain(attempt)) return () => void paying.askAgain(leg);
  if (event.key === "F9" && attempts.canCheck(attempt)) return () => void paying.check(attempt);
  return undefined;
}

/** The keys that settle what a sale owes, and take goods back, once nothing is asked for. */
function owedKey(
  event: KeyboardEvent, { paying, sales }: Session, sale: SaleView | null | undefined,
): Act {
  if (sale === null || sale === undefined || sale.unasked_cents > 0) return undefined;
  const owes = sale.owed_cents > 0;
  switch (event.key) {
    case "F10":
      if (isOverpaid(sale)) return () => void sales.handBack(sale);
      return owes ? () => void sales.payOut(sale, "cash") : undefined;
    case "F12":
      return owes ? () => void sales.payOut(sale, "tip") : undefined;
    case "F9":
      return canTakeGoodsBack(sale) ? () => void paying.beginRefund() : undefined;
    default:
      return undefined;
  }
}

/** Gives the goods before their money is proved, from when on that can be. */
function releaseKey({ clock, sales }: Session, sale: SaleView | null | undefined): Act {
  const release = sale?.release ?? null;
  const may = release !== null && release.why === null && release.from_ms <= clock.now_ms;
  return may && sale ? () => void sales.release(sale) : undefined;
}

function cardKey(event: KeyboardEvent, here: Session): Act {
  const { attempts, paying } = here;
  const shown = attempts.shown;
  if (shown === null) return undefined;
  const settled = shown.state === "paid" || shown.state === "conflicting";
  if (event.key === "Delete" && event.ctrlKey) return () => void paying.beginVoid();
  if (isReleaseKey(event)) return releaseKey(here, here.sales.get(shown.sale_id));
  const sale = shown.state === "paid" ? here.sales.get(shown.sale_id) : undefined;
  const owed = owedKey(event, here, sale);
  if (owed !== undefined) return owed;
  switch (event.key) {
    case "Enter":
      return isButton(event.target) ? undefined : () => paying.leave();
    case "Escape":
      return () => paying.leave();
    case "F6":
      return attempts.canAskAgain(shown) ? () => void attempts.askAgain(shown) : undefined;
    case "F4":
      return attempts.canAskAgain(shown) ? () => void paying.cashInstead(shown) : undefined;
    case "F10":
      return attempts.canAskAnyway ? () => void attempts.askAgain(shown, true) : undefined;
    case "F8":
      return settled ? undefined : () => void paying.anotherWayThan(shown);
    case "F9":
      return attempts.canCheck(shown) ? () => void attempts.check(shown) : undefined;
    case "Delete":
      return attempts.canStop(shown) && !shown.live ? () => void attempts.stop(shown) : undefined;
    default:
      return undefined;
  }
}

function entryKey(event: KeyboardEvent, here: Session): Act {
  const { entry, paying, till } = here;
  const cashing = entry.field === "handed";
  if (event.key === "Escape") return () => (cashing ? entry.leaveHanded() : entry.clear());
  if (event.key === "z" && event.ctrlKey && entry.canUndo) return () => entry.undo();
  if (event.key === "F10" && entry.canAskAnyway) return () => void here.send(true);
  if (event.key === "F4" && !cashing) return () => paying.beginCash();
  if (event.key === "F6" && !cashing) return () => void paying.split();
  if (isCodeKey(event) && !cashing) return () => void paying.showCode();
  if (isTypedKey(event) && !cashing) return () => void here.askCode();
  if (isCreditKey(event) && !cashing) return () => void here.askCredit();
  if (event.key === "Enter" && !isButton(event.target)) {
    if (cashing) return () => void paying.takeCash();
    if (entry.field === "amount" && entry.phone === "") return () => void entry.goToPhone();
    return till.canPrompt ? () => void here.send() : undefined;
  }
  return strayDigit(event, here);
}

/** A digit typed while the caret is nowhere goes where it was meant to go. */
function strayDigit(event: KeyboardEvent, { paying }: Session): Act {
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!plain || event.target instanceof HTMLInputElement) return undefined;
  if (!/^[0-9]$/.test(event.key)) return undefined;
  return () => paying.typing.press(event.key as "0");
}

function isCodeKey(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.key.toLowerCase() === "q";
}

function isReleaseKey(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.key.toLowerCase() === "g";
}

export function isTypedKey(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.key.toLowerCase() === "k";
}

function isCreditKey(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.key.toLowerCase() === "d";
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof HTMLButtonElement;
}
