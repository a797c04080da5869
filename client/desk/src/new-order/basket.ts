/** An order that has not been placed yet. */
export interface Basket {
  /** Number of pieces by SKU, from 1. */
  readonly quantities: Readonly<Record<string, number>>;
  /**
   * Idempotency key of the order. It is kept until the outcome is known, over second clicks, failed connections and
   * reloads of the page. One basket therefore never becomes two orders.
   */
  readonly key: string;
}

export const maxQuantity = 10_000;

/** Creates an empty basket for a new order. */
export function createBasket(): Basket {
  return { quantities: {}, key: crypto.randomUUID() };
}

/** Returns the basket with this number of pieces of a product. Less than one removes the product. */
export function withQuantity(basket: Basket, sku: string, quantity: number): Basket {
  const { [sku]: _, ...others } = basket.quantities;
  if (!(quantity >= 1)) return { ...basket, quantities: others };
  const whole = Math.min(Math.floor(quantity), maxQuantity);
  return { ...basket, quantities: { ...others, [sku]: whole } };
}

/** Returns a basket with the same products and a new idempotency key. */
export function withNewKey(basket: Basket): Basket {
  return { ...basket, key: crypto.randomUUID() };
}

/** Returns the lines to order, sorted by SKU. */
export function linesOf({ quantities }: Basket): { readonly sku: string; readonly quantity: number }[] {
  return Object.entries(quantities)
    .map(([sku, quantity]) => ({ sku, quantity }))
    .sort((one, other) => (one.sku < other.sku ? -1 : 1));
}

/** Reads a basket from a text. Returns undefined if the text holds no basket. */
export function readBasket(text: string | null): Basket | undefined {
  try {
    const { quantities, key }: { readonly quantities?: unknown; readonly key?: unknown } = Object(
      JSON.parse(text ?? 'null'),
    );
    if (typeof key !== 'string' || typeof quantities !== 'object' || quantities === null) return undefined;
    const basket: Basket = { quantities: {}, key };
    return Object.entries(quantities).reduce(
      (sum, [sku, quantity]) => withQuantity(sum, sku, Number(quantity)),
      basket,
    );
  } catch {
    return undefined;
  }
}
