/** The known customers of the fake till. */
import type { CustomersView } from "../ipc/bindings";

type Args = Record<string, unknown>;

export class FakeCustomers {
  view: CustomersView = { known: true, customers: [] };

  /** Does a command about customers; undefined when it is about something else. */
  answer(name: string, args: Args): CustomersView | undefined {
    const { customers } = this.view;
    switch (name) {
      case "customers": return this.view;
      case "know_customers": return this.#keep({ customers, known: args.known === true });
      case "forget_customers": return this.#keep({
        ...this.view,
        customers: args.receipt === null ? []
          : customers.filter(({ receipt }) => receipt !== args.receipt),
      });
      default: return undefined;
    }
  }

  #keep(view: CustomersView): CustomersView {
    this.view = view;
    return view;
  }
}
