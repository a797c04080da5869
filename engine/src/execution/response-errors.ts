import type { Fetch } from '../compile/fetch.ts';
import type { JsonObject } from '../json-object.ts';
import type { ClientError } from '../subgraphs/subgraph-error.ts';

/** Segment of a response path. */
export type PathSegment = string | number;

/**
 * Rule for reporting an error at a place: always; only if no other error explains the place; or never, because
 * another error is reported instead.
 */
export type Telling = 'always' | 'if unexplained' | 'never';

/** Error at a place of the merged answer. */
export interface FetchError {
  readonly fetch: Fetch;
  readonly reason: ClientError;
  /** Path in the names of the merged answer, with list indexes; undefined if unknown. */
  readonly path: readonly PathSegment[] | undefined;
  readonly telling: Telling;
}

/** Objects of the merged answer for which a fetch found nothing, because it failed or could not be sent for them. */
export interface Loss {
  readonly fetch: Fetch;
  readonly targets: readonly JsonObject[];
  readonly reasons: readonly [ClientError, ...ClientError[]];
  /** `never` if an error inside the objects explains all that they lack. */
  readonly telling: Telling;
}
