import type { Money } from './money.ts';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly stock: number;
}

/** Returns whether a product can have this SKU. PostgreSQL rejects some texts, which must not fail the batch of others. */
export function isSku(sku: unknown): sku is string {
  return typeof sku === 'string' && sku.length >= 1 && sku.length <= 64 && !sku.includes('\0');
}
