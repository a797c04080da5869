import type { EngineErrorCode } from './error-codes.ts';

/** Refusal of an operation, as plain data. An adapter turns it into an HTTP status, a close code or a part of a stream. */
export interface Refusal {
  /** Message for clients. */
  readonly message: string;
  /** Code of the engine ({@link EngineErrorCode}), or one of your own. */
  readonly code: string;
  /** Further entries of the error's `extensions`, such as the limit. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Seconds until a retry may succeed. */
  readonly retryAfterSeconds?: number;
  /** Path of a refused field by response names, with "@" for each list. */
  readonly path?: readonly string[];
  /** Offsets of the invalid parts in the client's text. */
  readonly positions?: readonly number[];
}

/** Refusal by the engine itself. */
export interface EngineRefusal extends Refusal {
  readonly code: EngineErrorCode;
}

/** Result of a request that was refused. */
export interface Refused {
  readonly kind: 'refused';
  readonly refusals: readonly Refusal[];
}

/** Creates the result for one refusal. */
export function refused(refusal: EngineRefusal): Refused {
  return { kind: 'refused', refusals: [refusal] };
}
