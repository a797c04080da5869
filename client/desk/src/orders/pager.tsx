import type { OrdersPageQuery } from '../../../src/index.ts';
import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';

interface PagerProps {
  readonly search: { readonly status: string | undefined; readonly customer: string | undefined };
  readonly after: string | undefined;
  readonly pageInfo: OrdersPageQuery['orders']['pageInfo'];
}

/**
 * Links to older and newer orders. Cursors only lead forwards, so the browser's history keeps the cursors of the pages
 * before. A page that was opened by its address links back to the newest orders.
 */
export function Pager({ search, after, pageInfo: { hasNextPage, endCursor } }: PagerProps) {
  const trail = readTrail(window.history.state);
  const status = search.status?.toLowerCase();
  const to = (cursor: string | undefined) => hrefOf('', { ...search, status, after: cursor });
  if (after === undefined && !hasNextPage) return null;
  return (
    <nav className="pager" aria-label="Pages of orders">
      {after !== undefined && (
        <>
          <Link href={to(undefined)}>Newest</Link>
          {trail.length > 1 && (
            <Link href={to(trail.at(-2))} state={{ trail: trail.slice(0, -1) }}>
              Newer
            </Link>
          )}
        </>
      )}
      {hasNextPage && endCursor !== null && (
        <Link
          href={to(endCursor)}
          state={{ trail: [...(after === undefined ? [] : trail), endCursor] }}
          className="older"
        >
          Older
        </Link>
      )}
    </nav>
  );
}

function readTrail(state: unknown): readonly string[] {
  const { trail }: { readonly trail?: unknown } = Object(state);
  return Array.isArray(trail) ? trail.filter((cursor) => typeof cursor === 'string') : [];
}
