import { useApolloClient, useQuery } from '@apollo/client/react';
import { StockPageDocument, type StockPageQuery, type StockPageQueryVariables } from '../../../src/index.ts';
import { mayRetry, readProblems, toSentence } from '../graph/problems.ts';
import { StockSign } from '../live/stock-sign.tsx';
import { hrefOf, useAddress } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { useReturnFromBadCursor } from '../routing/use-return-from-bad-cursor.ts';
import { ChoiceFilter } from '../ui/choice-filter.tsx';
import { formatCount, formatMoney } from '../ui/format.ts';
import { Notice } from '../ui/notice.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { Pager } from '../ui/pager.tsx';
import { SearchBox } from '../ui/search-box.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const path = 'stock';
const pageSize = 50;

/** Number of pieces up to which a product counts as low. */
const lowStock = 5;

const levels = [
  { name: 'All', value: undefined },
  { name: `Low: ${lowStock} or fewer`, value: 'low' },
  { name: 'Sold out', value: 'none' },
] as const;

const maxStocks: Readonly<Record<string, number>> = { low: lowStock, none: 0 };

/** Page of the products with their stock, for staff. The figures follow the stock. */
export function StockPage() {
  const { search } = useAddress();
  const words = search.get('search')?.trim() || undefined;
  const level = levels.find(({ value }) => value === search.get('level'))?.value;
  const after = search.get('after') ?? undefined;
  const variables: StockPageQueryVariables = {
    first: pageSize,
    after: after ?? null,
    filter: { search: words ?? null, maxStock: level === undefined ? null : (maxStocks[level] ?? null) },
  };
  const client = useApolloClient();
  const { data, error, loading, refetch } = useQuery(StockPageDocument, { variables, errorPolicy: 'all' });
  const refresh = () => client.query({ query: StockPageDocument, variables, fetchPolicy: 'network-only' });
  const problems = loading ? [] : readProblems(error);
  const isReturning = useReturnFromBadCursor(problems);
  const [problem] = isReturning ? [] : problems;
  // The whole answer may be null, although its type does not say so.
  const products = data?.products;
  const skus = products?.nodes.map(({ sku }) => sku) ?? [];
  return (
    <>
      <PageTitle
        title="Stock"
        kicker={kickerOf(products?.totalCount)}
        sign={skus.length > 0 && <StockSign skus={skus} refresh={refresh} />}
      />
      <ChoiceFilter label="Products by stock" path={path} parameter="level" choices={levels} chosen={level} />
      <SearchBox label="Product or SKU" path={path} value={words} />
      {products === undefined && problem === undefined && <Skeleton rows={8} label="Loading the stock" />}
      {problem !== undefined && (
        <Notice kind="bad" onRetry={mayRetry(problems) ? () => void refetch() : undefined}>
          {toSentence(problem)}
        </Notice>
      )}
      {products !== undefined && (
        <div aria-busy={loading}>
          {products.nodes.length === 0 && <p className="empty">No product is like this.</p>}
          <StockTable products={products.nodes} />
          <Pager
            of="products"
            path={path}
            search={{ search: words, level }}
            after={after}
            pageInfo={products.pageInfo}
            names={names}
          />
        </div>
      )}
    </>
  );
}

const names = ['First', 'Back', 'More'] as const;

function kickerOf(count: number | undefined): string {
  if (count === undefined) return 'The catalogue, by SKU';
  return `${formatCount(count)} ${count === 1 ? 'product' : 'products'}, by SKU`;
}

function StockTable({ products }: { readonly products: StockPageQuery['products']['nodes'] }) {
  return (
    <ul className="rows" aria-label="Products">
      {products.map(({ sku, name, price, stock }) => (
        <li key={sku} className="row">
          <span className="row-name">{name}</span>
          <span className="soft row-detail">{sku}</span>
          <span className="figure soft">{formatMoney(price)}</span>
          <span className="row-figures">
            <span className="figure stock" data-scarce={stock <= lowStock}>
              {stock === 0 ? 'sold out' : `${formatCount(stock)} in stock`}
            </span>{' '}
            <Link href={hrefOf('', { product: sku })}>
              Orders<span className="hidden"> of {name}</span>
            </Link>
          </span>
        </li>
      ))}
    </ul>
  );
}
