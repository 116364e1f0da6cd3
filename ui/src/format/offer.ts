/** Says what a payment may be for: a sale by its number, or a debtor by his name. */
import type { OfferView } from "../ipc/bindings";
import { tamed } from "./reference";
import { saleNumber } from "./sale";

export function offered(
  { sale_number, debtor }: OfferView,
  sale: (number: string) => string,
  owed: (name: string) => string,
): string {
  return debtor === null ? sale(saleNumber(sale_number ?? 0)) : owed(tamed(debtor.name ?? ""));
}
