import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';

interface PagerProps {
  /** Name of the list, as in "Pages of orders". */
  readonly of: string;
  readonly path: string;
  /** Parameters of the list, without its position. */
  readonly search: Readonly<Record<string, string | undefined>>;
  readonly after: string | undefined;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  /** Names of the links to the first, the previous and the next page. */
  readonly names?: readonly [first: string, previous: string, next: string];
}

/**
 * Links to the first, the previous and the next page. Cursors only lead forwards, so the browser's history keeps the
 * cursors of the pages before. A page that was opened by its address links to the first page only.
 */
export function Pager({
  of,
  path,
  search,
  after,
  pageInfo: { hasNextPage, endCursor },
  names: [first, previous, next] = ['Newest', 'Newer', 'Older'],
}: PagerProps) {
  const trail = readTrail(window.history.state);
  const to = (cursor: string | undefined) => hrefOf(path, { ...search, after: cursor });
  if (after === undefined && !hasNextPage) return null;
  return (
    <nav className="pager" aria-label={`Pages of ${of}`}>
      {after !== undefined && trail.length !== 1 && <Link href={to(undefined)}>{first}</Link>}
      <span className="neighbours">
        {after !== undefined && trail.length > 0 && (
          <Link href={to(trail.at(-2))} state={{ trail: trail.slice(0, -1) }}>
            {previous}
          </Link>
        )}
        {hasNextPage && endCursor !== null && (
          <Link href={to(endCursor)} state={{ trail: [...(after === undefined ? [] : trail), endCursor] }}>
            {next}
          </Link>
        )}
      </span>
    </nav>
  );
}

function readTrail(state: unknown): readonly string[] {
  const { trail }: { readonly trail?: unknown } = Object(state);
  return Array.isArray(trail) ? trail.filter((cursor) => typeof cursor === 'string') : [];
}
