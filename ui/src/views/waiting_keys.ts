/** The keys of the Waiting screen, in one place; the buttons show the same keys. */
import type { PaymentView } from "../ipc/bindings";
import type { Session } from "../state/session.svelte";
import { isTypedKey } from "./sell_keys";

type Act = (() => void) | undefined;

/** Does what the key says, if it says anything here. */
export function waitingKey(event: KeyboardEvent, here: Session): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (here.codes.open) return;
  const typing = isTypedKey(event) && here.sales.warned === null;
  if (!typing && (event.altKey || event.ctrlKey || event.metaKey)) return;
  const step = ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key];
  const act = typing ? () => void here.askCode() : here.sales.warned !== null ? warnedKey(event, here) : keyOf(event, here, step);
  if (act === undefined) return;
  event.preventDefault();
  // A held key must not run from one payment to the next; it may run along the list.
  if (!event.repeat || step !== undefined) act();
}

/** Enter never does what was warned of. */
function warnedKey(event: KeyboardEvent, here: Session): Act {
  switch (event.key) {
    case "Enter":
      return isOtherButton(event.target, here) ? undefined : () => here.sales.keep();
    case "Escape":
      return () => here.sales.keep();
    case "F10":
      return () => void here.giveAnyway();
    default:
      return undefined;
  }
}

function keyOf(event: KeyboardEvent, here: Session, step: 1 | -1 | undefined): Act {
  const { payments } = here;
  const payment = payments.chosen;
  if (step !== undefined) return () => payments.step(step);
  if (event.key === "Escape") {
    const back = payments.picking && (payment?.offers.length ?? 0) > 0;
    return () => (back ? payments.pick(false) : here.go("sell"));
  }
  if (payment === null) return undefined;
  if (event.key === "F8" && payment.offers.length > 0) return () => payments.pick(true);
  if (event.key === "F11" && here.canSplit) return () => payments.split();
  if (event.key === "Enter" && isOtherButton(event.target, here)) return undefined;
  return giveOf(event.key, payment, here);
}

/** What a key gives a payment to: Enter the only one that is offered, a number one of several. */
function giveOf(key: string, payment: PaymentView, here: Session): Act {
  const { payments, sales } = here;
  const place = /^[1-9]$/.test(key) ? Number(key) - 1 : undefined;
  if (payments.picking) {
    const sale = place === undefined ? undefined : sales.waiting[place]?.id;
    return sale === undefined ? undefined : () => void here.give(payment, sale);
  }
  const { offers } = payment;
  const meant = offers.length === 1 ? (key === "Enter" ? 0 : undefined) : place;
  const offer = meant === undefined ? undefined : offers[meant];
  return offer === undefined ? undefined : () => void here.take(payment, offer);
}

/** The row of the chosen payment is no other button: Enter on it is the primary key. */
function isOtherButton(target: EventTarget | null, { payments }: Session): boolean {
  if (!(target instanceof HTMLButtonElement)) return false;
  return target.dataset.receipt === undefined
    || target.dataset.receipt !== payments.chosen?.receipt;
}
