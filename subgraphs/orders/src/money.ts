/** An exact amount: a whole number of the currency's minor unit, and the ISO 4217 currency code. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}
