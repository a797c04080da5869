import type { CatalogueQuery } from '../../../src/index.ts';
import { formatCount, formatMoney } from '../ui/format.ts';
import { type Basket, maxQuantity } from './basket.ts';

export type Product = CatalogueQuery['products']['nodes'][number];

interface ProductListProps {
  readonly products: readonly Product[];
  readonly basket: Basket;
  readonly onQuantity: (sku: string, quantity: number) => void;
}

/** The catalogue, with the number of pieces of each product in the basket. */
export function ProductList({ products, basket, onQuantity }: ProductListProps) {
  return (
    <ul className="catalogue" aria-label="Catalogue">
      {products.map((product) => (
        <ProductCard
          key={product.sku}
          product={product}
          quantity={basket.quantities[product.sku] ?? 0}
          onQuantity={(quantity) => onQuantity(product.sku, quantity)}
        />
      ))}
    </ul>
  );
}

interface ProductCardProps {
  readonly product: Product;
  readonly quantity: number;
  readonly onQuantity: (quantity: number) => void;
}

function ProductCard({ product: { sku, name, price, stock }, quantity, onQuantity }: ProductCardProps) {
  const field = `quantity-${sku}`;
  return (
    <li className="product" data-chosen={quantity > 0}>
      <div>
        <label htmlFor={field} className="product-name">
          <span className="hidden">Pieces of </span>
          {name}
        </label>
        <span className="figure">{formatMoney(price)}</span>
        <span className="soft" data-scarce={stock < 5}>
          {stock === 0 ? 'none in stock' : `${formatCount(stock)} in stock`}
        </span>
      </div>
      <div className="stepper">
        <button
          type="button"
          aria-label={`One ${name} less`}
          disabled={quantity === 0}
          onClick={() => onQuantity(quantity - 1)}
        >
          −
        </button>
        <input
          id={field}
          type="number"
          inputMode="numeric"
          min={0}
          max={maxQuantity}
          value={quantity}
          onChange={(event) => onQuantity(event.target.valueAsNumber)}
        />
        <button type="button" aria-label={`One ${name} more`} onClick={() => onQuantity(quantity + 1)}>
          +
        </button>
      </div>
    </li>
  );
}
