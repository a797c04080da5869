import { ExpectedError } from '../errors.ts';
import { type KeyChecks, readCursor, writeCursor } from './cursor.ts';

/** The arguments of a forward connection, as they come from a client. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** A list that can be paged: its name, and the keys by which its items are ordered, the last one unique. */
export interface PagedList<T> {
  /** Tells the cursors of this list from those of others. */
  readonly name: string;
  readonly keysOf: (item: T) => readonly string[];
  readonly checks: KeyChecks;
}

/** Which page to load: ask for `first + 1` items, so that it shows whether there is more. */
export interface PageRequest {
  readonly first: number;
  /** The keys of the item after which to begin. */
  readonly after: readonly string[] | undefined;
}

/** A page as Relay's connection specification shapes it. */
export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly nodes: readonly T[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** The most items of one page. */
const maxPageSize = 100;

const defaultPageSize = 20;

/**
 * Reads a connection's arguments. Throws BAD_USER_INPUT for a negative `first` or a cursor of another list,
 * and LIMIT_EXCEEDED, naming the limit, for a page that is too large.
 */
export function readPageRequest<T>(list: PagedList<T>, { first, after }: PageArguments): PageRequest {
  const size = first ?? defaultPageSize;
  if (size < 0) throw new ExpectedError('BAD_USER_INPUT', `"first" must not be negative, but is ${size}.`);
  if (size > maxPageSize) {
    throw new ExpectedError('LIMIT_EXCEEDED', `"first" must be at most ${maxPageSize}, but is ${size}.`);
  }
  const position =
    after === undefined || after === null ? undefined : readCursor(list.name, after, list.checks);
  return { first: size, after: position };
}

/** Makes the page of a request from the `first + 1` items (or fewer) that were found for it. */
export function createPage<T>(list: PagedList<T>, request: PageRequest, found: readonly T[]): Page<T> {
  const nodes = found.slice(0, request.first);
  const edges = nodes.map((node) => ({ cursor: writeCursor(list.name, list.keysOf(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: found.length > nodes.length,
      hasPreviousPage: request.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
