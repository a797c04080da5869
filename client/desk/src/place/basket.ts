/** What somebody is about to order. */
export interface Basket {
  /** How many pieces by sku; from 1. */
  readonly quantities: Readonly<Record<string, number>>;
  /**
   * The order's own name, by which the graph knows a repetition. It stays until it is known what came of it, over
   * second clicks, failed connections and reloads of the page: so one intention never becomes two orders.
   */
  readonly key: string;
}

/** As many as an order may have of one product. */
export const maxQuantity = 10_000;

/** An empty basket of a new order. */
export function createBasket(): Basket {
  return { quantities: {}, key: crypto.randomUUID() };
}

/** The basket with so many pieces of a product: less than one takes it out. */
export function withQuantity(basket: Basket, sku: string, quantity: number): Basket {
  const { [sku]: _, ...others } = basket.quantities;
  if (!(quantity >= 1)) return { ...basket, quantities: others };
  const whole = Math.min(Math.floor(quantity), maxQuantity);
  return { ...basket, quantities: { ...others, [sku]: whole } };
}

/** The same products, as an order of their own. */
export function asAnotherOrder(basket: Basket): Basket {
  return { ...basket, key: crypto.randomUUID() };
}

/** The lines to order, by sku. */
export function linesOf({ quantities }: Basket): { readonly sku: string; readonly quantity: number }[] {
  return Object.entries(quantities)
    .map(([sku, quantity]) => ({ sku, quantity }))
    .sort((one, other) => (one.sku < other.sku ? -1 : 1));
}

/** The basket that a text holds, or undefined where it holds none. */
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
