import { ExpectedError } from '../errors.ts';
import { type KeyChecks, readCursor, writeCursor } from './cursor.ts';

/** Arguments of a forward connection, as a client sends them. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** A list with pages: its name, and the keys that order its items. The last key is unique. */
export interface PagedList<T> {
  /** Distinguishes the cursors of this list from those of others. */
  readonly name: string;
  readonly keysOf: (item: T) => readonly string[];
  readonly checks: KeyChecks;
}

/** The page to load. Load `first + 1` items, so that the extra one shows whether another page exists. */
export interface PageRequest {
  readonly first: number;
  /** Keys of the item before the page. */
  readonly after: readonly string[] | undefined;
}

/** A page as defined by Relay's connection specification. */
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

const maxPageSize = 100;

const defaultPageSize = 20;

/**
 * Reads the arguments of a connection. Throws BAD_USER_INPUT for a negative `first` or a cursor of another list, and
 * LIMIT_EXCEEDED, naming the limit, if the page is too large.
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

/** Creates the page from up to `first + 1` loaded items. */
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
