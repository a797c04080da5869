import type { Money } from './money.ts';

/** Something that can be ordered. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  /** Pieces that can be ordered now. */
  readonly stock: number;
}

/** Whether a product can have this sku. What PostgreSQL refuses to read must not fail a batch of others. */
export function isSku(sku: unknown): sku is string {
  return typeof sku === 'string' && sku.length >= 1 && sku.length <= 64 && !sku.includes('\0');
}
