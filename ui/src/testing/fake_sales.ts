/** The sales of the fake till: what the commands about them do to a list in memory. */
import type {
  ApartView, AttemptView, CodeView, CommandError, LegView, PayCodeView, PayoutWay, SaleView, Tender,
} from "../ipc/bindings";
import { kes } from "../format/money";
import { attemptIn, errorOf, NOW_MS, payCode } from "./samples";
import { counterLeg, promptLeg, refunded, saleOf, voided } from "./sales";

type Args = Record<string, unknown>;

export class FakeSales {
  list: SaleView[] = [];
  /** Where customers pay whose codes pay on sight. */
  paidTo: string | null = null;
  /** The commands that want a second person's badge. */
  readonly wantsSecond = new Set<string>();

  /** Does a command about sales; undefined when it is about something else. */
  answer(name: string, args: Args, prompt: (view: AttemptView) => void): unknown {
    if (this.wantsSecond.has(name) && args.second === null) throw errorOf("second_wanted");
    switch (name) {
      case "open_sales": return this.list.filter(({ state }) => ["open", "short"].includes(state));
      case "sales_today": return this.list;
      case "sales_at_risk": return this.list.filter(({ at_risk_cents }) => at_risk_cents > 0);
      case "release_goods": return this.#release(this.#of(args));
      case "sale": return this.#of(args);
      case "open_sale":
        return this.keep(saleOf(this.list.length + 301, cents(args.total), []));
      case "pay_code": return this.#code(args);
      case "apart": return this.#apart(args);
      case "agree_total": return this.#agree(args);
      case "take_cash": return this.#take(args, "cash", cents(args.handed ?? args.amount));
      case "take_other": return this.#take(args, args.tender as Tender, cents(args.amount));
      case "prompt_leg": return this.#prompt(args, cents(args.amount), prompt);
      case "prompt_rest": return this.#prompt(args, this.#of(args).unasked_cents, prompt);
      case "withdraw_leg": return this.#withdraw(String(args.leg), Boolean(args.anyway));
      case "void_sale": return this.#callOff(args);
      case "pay_out": return this.#payOut(args);
      case "hand_back": return this.#handBack(args);
      case "refund_in_cash": return this.#refund(args);
      case "paid_to": return this.paidTo;
      case "set_paid_to": return (this.paidTo = args.place as string | null);
      case "take_seen_code": return this.#see(args);
      case "look_up_code": return this.#lookUp(String(args.typed));
      default: return undefined;
    }
  }

  /** Keeps a sale with the sums of its legs. */
  keep(sale: SaleView): SaleView {
    this.list = [...this.list.filter(({ id }) => id !== sale.id), sale];
    return sale;
  }

  /** Brings an attempt of a sale to another state; the sale as it is then, if there is one. */
  change(view: AttemptView): SaleView | null {
    const sale = this.list.find(({ id }) => id === view.sale_id);
    if (sale === undefined) return null;
    const legs = sale.legs.map((leg) =>
      leg.attempts.some(({ id }) => id === view.id) ? promptLeg(view, { id: leg.id }) : leg);
    return this.keep(saleOf(sale.number, sale.total_cents, legs, { id: sale.id }));
  }

  /** Puts a new prompt behind an earlier one on the same leg. */
  again(view: AttemptView, earlier: AttemptView): void {
    const sale = this.list.find(({ id }) => id === view.sale_id);
    if (sale === undefined) return;
    const legs = sale.legs.map((leg) => leg.attempts.some(({ id }) => id === earlier.id)
      ? { ...leg, attempts: [...leg.attempts, view] } : leg);
    this.keep({ ...sale, legs });
  }

  #release(sale: SaleView): SaleView {
    return this.keep(saleOf(sale.number, sale.total_cents, sale.legs, {
      id: sale.id, state: "at_risk", at_risk_cents: sale.lacking_cents, release: null,
      given: { at_ms: NOW_MS, by: "Achieng", agreed: "Wanjiku" },
    }));
  }

  #handBack(args: Args): SaleView {
    const sale = this.#of(args);
    const left = args.how === "tip" ? { no_tip_cents: 0 } : { overpaid_cents: 0 };
    const isLast = sale.no_tip_cents === 0 || sale.overpaid_cents === 0;
    return this.keep({ ...sale, ...left, state: isLast ? "covered" : sale.state });
  }

  #apart(args: Args): ApartView | null {
    const { id, total_cents } = this.#of(args);
    const same = (sale: SaleView) => sale.id !== id && sale.lacking_cents === total_cents;
    const less = kes(total_cents - 100);
    const says = { en: `Ask for ${less} instead.`, sw: `Omba ${less}.` };
    return this.list.some(same) ? { total_cents: total_cents - 100, says } : null;
  }

  #agree(args: Args): SaleView {
    const { id, number, legs } = this.#of(args);
    return this.keep(saleOf(number, cents(args.total), legs, { id }));
  }

  #code(args: Args): PayCodeView {
    const { number, unasked_cents } = this.#of(args);
    return payCode(number, args.part === null ? unasked_cents : cents(args.part));
  }

  #take(args: Args, tender: Tender, handed: number): SaleView {
    return this.#add(args, (id) => counterLeg(id, tender, cents(args.amount), handed));
  }

  #see(args: Args): SaleView {
    const code = String(args.typed);
    return this.#add(args, (id) => ({ ...counterLeg(id, "seen", cents(args.amount)), seen: code }));
  }

  /** Nobody has heard of a code but as one that was seen. */
  #lookUp(code: string): CodeView {
    const claimable = !this.list.some(({ legs }) => legs.some(({ seen }) => seen === code));
    const says = claimable
      ? { en: "Not received yet.", sw: "Bado haijapokelewa." }
      : { en: "Not free: already seen.", sw: "Haiko huru: ilionekana." };
    return { code, says, left_cents: null, claimable, kept: false };
  }

  #prompt(args: Args, amount: number, prompt: (view: AttemptView) => void): SaleView {
    const sale = this.#of(args);
    const last = sale.legs.flatMap((leg) => leg.attempts).at(-1)?.phone ?? "";
    const view = attemptIn("prompted", {
      id: `${sale.id}-${sale.legs.length}`, sale_id: sale.id, sale_number: sale.number,
      amount_cents: amount, phone: String(args.phone ?? last).replace(/^0/, "254"),
    });
    prompt(view);
    return this.#add(args, () => promptLeg(view));
  }

  #add(args: Args, leg: (id: string) => LegView): SaleView {
    const { id, number, total_cents, legs } = this.#of(args);
    const more = [...legs, leg(`${id}-leg-${legs.length}`)];
    return this.keep(saleOf(number, total_cents, more, { id }));
  }

  #withdraw(leg: string, anyway: boolean): SaleView {
    const sale = this.list.find(({ legs }) => legs.some(({ id }) => id === leg));
    if (sale === undefined) throw errorOf("no_such_payment");
    const legs = sale.legs.map((one) => (one.id === leg ? { ...one, withdrawn: true } : one));
    if (!anyway) refuseLive(sale.legs.filter(({ id }) => id === leg));
    return this.keep(saleOf(sale.number, sale.total_cents, legs, { id: sale.id }));
  }

  #callOff(args: Args): SaleView {
    const sale = this.#of(args);
    if (!args.anyway) {
      if (sale.give_goods) throw errorOf("sale_paid");
      refuseLive(sale.legs);
    }
    return this.keep(voided(sale, String(args.reason)));
  }

  #payOut(args: Args): SaleView {
    const [sale, money_cents] = [this.#of(args), cents(args.amount)];
    if (money_cents > sale.owed_cents) throw errorOf("more_than_owed");
    const what = args.how as PayoutWay;
    return this.keep(refunded(sale, [{ what, money_cents, reason: null }]));
  }

  #refund(args: Args): SaleView {
    const [sale, money_cents] = [this.#of(args), cents(args.amount)];
    if (cents(args.returned) !== sale.returned_cents) throw errorOf("returned_meanwhile");
    if (money_cents > sale.kept_cents) throw errorOf("more_than_paid");
    return this.keep(refunded(sale, [
      { what: "returned", money_cents, reason: String(args.reason) },
      { what: "cash", money_cents, reason: null },
    ]));
  }

  #of(args: Args): SaleView {
    const found = this.list.find(({ id }) => id === args.sale);
    if (found === undefined) throw errorOf("no_such_payment");
    return found;
  }
}

function refuseLive(legs: LegView[]): void {
  const refusal: CommandError = errorOf("may_still_be_paid");
  if (legs.some(({ attempts }) => attempts.some(({ open }) => open))) throw refusal;
}

function cents(shillings: unknown): number {
  return Math.round(Number(shillings) * 100);
}
