/** Writes a sale's number as the cashier knows it: `0214`. */
export function saleNumber(number: number): string {
  return String(number).padStart(4, "0");
}
