/** The debtors of the fake till, and what they do to its sales. */
import type { DebtorView, SaleView } from "../ipc/bindings";
import { kes } from "../format/money";
import type { FakeSales } from "./fake_sales";
import { errorOf } from "./samples";
import { counterLeg, saleOf } from "./sales";

type Args = Record<string, unknown>;

export class FakeDebtors {
  list: DebtorView[] = [];

  constructor(private readonly sales: FakeSales) {}

  /** Does a command about debtors; undefined when it is about something else. */
  answer(name: string, args: Args): unknown {
    switch (name) {
      case "debtors": return this.list;
      case "debtor_sales": return this.sales.list.filter((one) => one.debtor?.id === args.id);
      case "add_debtor": return this.#keep(debtorView({
        id: `debtor-${this.list.length + 1}`, name: String(args.name),
        phone: String(args.phone).replace(/^0/, "254"), limit_cents: 0, left_cents: 0,
      }));
      case "change_debtor": return this.#keep(debtorView({
        ...this.#of(args.id), name: String(args.name),
        phone: String(args.phone).replaceAll(" ", "").replace(/^0/, "254"),
      }));
      case "limit_debtor": return this.#keep(
        debtorView({ ...this.#of(args.id), limit_cents: cents(args.limit) }),
      );
      case "erase_debtor": return this.#erase(args.id);
      case "put_on_credit": return this.#lend(args);
      case "open_repayment": return this.#repay(args);
      case "settle_debt": return this.#repay({ ...args, amount: this.#of(args.debtor).debt_cents / 100 });
      default: return undefined;
    }
  }

  #lend(args: Args): SaleView {
    const [debtor, amount] = [this.#of(args.debtor), cents(args.amount)];
    if (amount > debtor.left_cents && args.second === null) throw errorOf("beyond_credit");
    const sale = this.sales.list.find(({ id }) => id === args.sale);
    if (sale === undefined) throw new Error("no such sale");
    const owes = this.#keep(debtorView({ ...debtor, owes_cents: debtor.owes_cents + amount }));
    const legs = [...sale.legs, counterLeg(`lent-${sale.legs.length}`, "credit", amount)];
    return this.sales.keep(saleOf(sale.number, sale.total_cents, legs, {
      id: sale.id, debtor: owes, debt_change_cents: amount,
    }));
  }

  #repay(args: Args): SaleView {
    const debtor = this.#of(args.debtor);
    return this.sales.keep(saleOf(this.sales.list.length + 301, cents(args.amount), [], {
      debtor, repays: true,
    }));
  }

  #erase(id: unknown): DebtorView {
    const debtor = this.#of(id);
    this.list = this.list.filter((one) => one.id !== id);
    return debtor;
  }

  #of(id: unknown): DebtorView {
    const found = this.list.find((one) => one.id === id);
    if (found === undefined) throw new Error("no such debtor");
    return found;
  }

  #keep(view: DebtorView): DebtorView {
    this.list = [...this.list.filter(({ id }) => id !== view.id), view];
    return view;
  }
}

/** A debtor who owes KES 500 of KES 2,000. */
export function debtorView(change: Partial<DebtorView> = {}): DebtorView {
  const view = {
    id: "debtor-1", name: "Otieno", phone: "254712345678", owes_cents: 50_000,
    limit_cents: 200_000, since_ms: 1_795_500_000_000, ...change,
  };
  const debt_cents = Math.max(0, view.owes_cents);
  const owed = kes(debt_cents);
  return {
    ...view, debt_cents, left_cents: Math.max(0, view.limit_cents - view.owes_cents),
    says: { en: `${owed} is still owed.`, sw: `Bado deni ni ${owed}.` },
  };
}

function cents(amount: unknown): number {
  return Math.round(Number(amount) * 100);
}
