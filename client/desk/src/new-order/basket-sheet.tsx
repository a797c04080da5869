import type { ReactNode } from 'react';
import { formatMoney } from '../ui/format.ts';
import { type Basket, linesOf } from './basket.ts';
import type { Product } from './product-list.tsx';

interface BasketSheetProps {
  readonly basket: Basket;
  readonly products: ReadonlyMap<string, Product>;
  readonly placing: boolean;
  readonly onPlace: () => void;
  readonly children: ReactNode;
}

/**
 * The basket and the button that places the order. The button stays on if there is too little stock: after a lost answer it
 * may be this order that took the stock, and placing it again shows that.
 */
export function BasketSheet({ basket, products, placing, onPlace, children }: BasketSheetProps) {
  const lines = linesOf(basket);
  return (
    <section className="sheet basket" id="your-order" aria-labelledby="basket">
      <h2 id="basket">Your order</h2>
      {lines.length === 0 ? (
        <p className="soft">Nothing yet. Choose from the catalogue.</p>
      ) : (
        <ul className="basket-lines">
          {lines.map(({ sku, quantity }) => (
            <li key={sku}>
              <span>
                {quantity} × {products.get(sku)?.name ?? sku}
              </span>
              <span className="figure">{lineTotal(products.get(sku), quantity)}</span>
            </li>
          ))}
        </ul>
      )}
      {lines.length > 0 && (
        <p className="bill-total">
          <span>Total</span>
          <span className="figure">{totalOf(basket, products)}</span>
        </p>
      )}
      {children}
      <button
        type="button"
        className="primary wide"
        aria-disabled={placing || lines.length === 0}
        onClick={() => {
          if (lines.length > 0) onPlace();
        }}
      >
        {placing ? 'One moment …' : 'Place the order'}
      </button>
    </section>
  );
}

function lineTotal(product: Product | undefined, quantity: number): string {
  if (product === undefined) return '';
  return formatMoney({ amount: product.price.amount * quantity, currency: product.price.currency });
}

/** Returns the totals of a basket, one for each currency: currencies are never added up. */
export function totalOf(basket: Basket, products: ReadonlyMap<string, Product>): string {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of linesOf(basket)) {
    const price = products.get(sku)?.price;
    if (price) sums.set(price.currency, (sums.get(price.currency) ?? 0) + price.amount * quantity);
  }
  return [...sums].map(([currency, amount]) => formatMoney({ amount, currency })).join(' and ');
}
