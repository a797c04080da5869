import type { EngineErrorCode, SubgraphErrorCode } from '../error-codes.ts';

/**
 * Kinds of failures, by what they say about the request and its subgraph:
 * - `not-sent`: no part of the request reached the subgraph, so even a mutation may be retried;
 * - `broken`: there was no answer, or an error that a retry may avoid;
 * - `late`: the request timed out;
 * - `lying`: the answer was invalid, and a retry would not help;
 * - `refused`: not the subgraph's fault: the client disconnected, or the request itself was refused.
 */
export type SubgraphFailureKind = 'not-sent' | 'broken' | 'late' | 'lying' | 'refused';

/** Error in the form that clients receive. */
export interface ClientError {
  readonly message: string;
  /** Code of the engine ({@link EngineErrorCode}), or the code in the subgraph's error. */
  readonly code: string;
  /** Further entries of `extensions`. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Error that this one was created from. Hooks of a server see it, clients do not. */
  readonly originalError?: Error;
}

/** Error that the engine itself reports. */
export interface EngineError extends ClientError {
  readonly code: EngineErrorCode;
}

/** Further properties of a subgraph error. */
export interface SubgraphErrorOptions extends ErrorOptions {
  /** Error for clients, instead of a general message with the error's code. default: none */
  readonly forClients?: ClientError;
  /** Kind of the failure. default: `refused`, which causes no retry and opens no circuit breaker */
  readonly kind?: SubgraphFailureKind;
  /** Delay in milliseconds that the subgraph requests with `Retry-After`. default: none */
  readonly retryAfterMs?: number | undefined;
  /** Cursor after which a broken subscription can be resumed. default: none */
  readonly cursor?: string | undefined;
}

/**
 * Error for a subgraph that gave no answer, or none that is GraphQL. Its message and cause are for the log, never for
 * clients.
 */
export class SubgraphError extends Error {
  readonly code: SubgraphErrorCode;
  readonly kind: SubgraphFailureKind;
  readonly forClients: SubgraphErrorOptions['forClients'];
  readonly retryAfterMs: number | undefined;
  readonly cursor: string | undefined;

  constructor(code: SubgraphErrorCode, message: string, options: SubgraphErrorOptions = {}) {
    super(message, options);
    this.name = 'SubgraphError';
    this.code = code;
    this.kind = options.kind ?? 'refused';
    this.forClients = options.forClients;
    this.retryAfterMs = options.retryAfterMs;
    this.cursor = options.cursor;
  }
}

/** Creates the error of a request whose client has disconnected. It says nothing about the subgraph. */
export function clientGone(): SubgraphError {
  return new SubgraphError('CLIENT_GONE', 'the client disconnected');
}
