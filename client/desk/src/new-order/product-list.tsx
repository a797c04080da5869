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
        <span className="soft" data-scarce={stock < 5 || quantity > stock}>
          {stockText(stock, quantity)}
        </span>
      </div>
      <div className="stepper">
        <Step name={`One ${name} less`} isOff={quantity === 0} onStep={() => onQuantity(quantity - 1)}>
          −
        </Step>
        <input
          id={field}
          type="number"
          inputMode="numeric"
          min={0}
          max={Math.min(stock, maxQuantity)}
          value={quantity}
          onChange={(event) => onQuantity(event.target.valueAsNumber)}
        />
        <Step
          name={`One ${name} more`}
          isOff={quantity >= Math.min(stock, maxQuantity)}
          onStep={() => onQuantity(quantity + 1)}
        >
          +
        </Step>
      </div>
    </li>
  );
}

interface StepProps {
  readonly name: string;
  readonly isOff: boolean;
  readonly onStep: () => void;
  readonly children: string;
}

/** A button that keeps the focus while it is off, so that a person at the keyboard does not lose their place. */
function Step({ name, isOff, onStep, children }: StepProps) {
  return (
    <button
      type="button"
      aria-label={name}
      aria-disabled={isOff}
      onClick={() => {
        if (!isOff) onStep();
      }}
    >
      {children}
    </button>
  );
}

function stockText(stock: number, quantity: number): string {
  if (stock === 0) return 'none in stock';
  return `${quantity > stock ? 'only ' : ''}${formatCount(stock)} in stock`;
}
