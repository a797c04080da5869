import { toSentence } from '../graph/problems.ts';
import { StockSign } from '../live/stock-sign.tsx';
import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import type { Viewer } from '../session/use-viewer.ts';
import { Notice } from '../ui/notice.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { linesOf, withNewKey, withQuantity } from './basket.ts';
import { BasketSheet, totalOf } from './basket-sheet.tsx';
import type { PlacementOutcome } from './placement-outcome.ts';
import { ProductList } from './product-list.tsx';
import { useBasket } from './use-basket.ts';
import { useCatalogue } from './use-catalogue.ts';
import { usePlaceOrder } from './use-place-order.ts';

/** Page that places an order from the catalogue for the signed-in viewer, or says why they cannot. */
export function NewOrderPage({ cannotOrder }: Pick<Viewer, 'cannotOrder'>) {
  if (cannotOrder === undefined) return <Catalogue />;
  return (
    <>
      <PageTitle title="New order" />
      <Notice kind="partial" action={<Link href={hrefOf('')}>Go to the orders</Link>}>
        {cannotOrder}
      </Notice>
    </>
  );
}

function Catalogue() {
  const [basket, setBasket] = useBasket();
  const { products, problem, isLoaded, hasMore, reload, showMore, refreshStock } = useCatalogue();
  const { place, placing, outcome } = usePlaceOrder(basket, setBasket, () => void reload());
  const skus = products.map(({ sku }) => sku);
  const bySku = new Map(products.map((product) => [product.sku, product]));
  return (
    <>
      <PageTitle
        title="New order"
        kicker="From the catalogue, at today’s prices"
        sign={skus.length > 0 && <StockSign skus={skus} refresh={refreshStock} />}
      />
      {problem !== undefined && <Notice kind="bad">{toSentence(problem)}</Notice>}
      <div className="columns">
        <div>
          {!isLoaded && problem === undefined && <Skeleton rows={6} label="The catalogue is on its way" />}
          <ProductList
            products={products}
            basket={basket}
            onQuantity={(sku, quantity) => setBasket(withQuantity(basket, sku, quantity))}
          />
          {linesOf(basket).length > 0 && (
            <a className="to-basket" href="#your-order">
              <span>Your order</span>
              <span className="figure">{totalOf(basket, bySku)}</span>
            </a>
          )}
          {hasMore && (
            <button type="button" className="quiet" onClick={() => void showMore()}>
              More products
            </button>
          )}
        </div>
        <BasketSheet basket={basket} products={bySku} placing={placing} onPlace={() => void place()}>
          {outcome !== undefined && (
            <Outcome outcome={outcome} onPlaceAnother={() => setBasket(withNewKey(basket))} />
          )}
        </BasketSheet>
      </div>
    </>
  );
}

function Outcome({
  outcome,
  onPlaceAnother,
}: {
  readonly outcome: PlacementOutcome;
  readonly onPlaceAnother: () => void;
}) {
  switch (outcome.kind) {
    case 'placed':
      return null;
    case 'refused':
      return <Notice kind="bad">{outcome.sentence}</Notice>;
    case 'unknown':
      return <Notice kind="partial">{outcome.sentence}</Notice>;
    case 'placed-before': {
      const choices = (
        <span className="buttons">
          <Link href={hrefOf(`orders/${outcome.orderId}`)}>See that order</Link>
          <button type="button" className="quiet" onClick={onPlaceAnother}>
            Order this too
          </button>
        </span>
      );
      return (
        <Notice kind="partial" action={choices}>
          {outcome.sentence}
        </Notice>
      );
    }
    default:
      return outcome satisfies never;
  }
}
