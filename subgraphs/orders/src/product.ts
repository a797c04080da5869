import type { Money } from './money.ts';

/** Something that can be ordered. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  /** Pieces that can be ordered now. */
  readonly stock: number;
}
