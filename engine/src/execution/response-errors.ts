import type { ClientError } from '../subgraphs/subgraph-error.ts';
import type { JsonObject } from './json-object.ts';

/** A step of a response path. */
export type PathSegment = string | number;

/** The fetch of an error, by its identity. */
export interface ErrorOrigin {
  readonly subgraphName: string;
  /** Path to the objects that it completes. */
  readonly path: readonly string[];
  /** The response names of what it asks of each object. */
  readonly rootFields: readonly string[];
}

/**
 * When an error is told at a place: always; only if no other error explains the place; or never, because it only says
 * that another error does.
 */
export type Telling = 'always' | 'if unexplained' | 'never';

/** An error at a place of the merged answer. */
export interface FetchError {
  readonly fetch: ErrorOrigin;
  readonly reason: ClientError;
  /** In the names of the merged answer, list indexes concrete; undefined if the place is unknown. */
  readonly path: readonly PathSegment[] | undefined;
  readonly telling: Telling;
}

/** Objects of the merged answer for which a fetch found nothing, because it failed or could not be sent for them. */
export interface Loss {
  readonly fetch: ErrorOrigin;
  readonly targets: readonly JsonObject[];
  readonly reasons: readonly [ClientError, ...ClientError[]];
  /** Never if an error inside the objects is the reason for all that they lack. */
  readonly telling: Telling;
}
