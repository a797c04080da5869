import type { EngineErrorCode, SubgraphErrorCode } from '../error-codes.ts';

/**
 * Kinds of failures, by what they say about the request and its subgraph:
 * - `not-sent`: nothing of the request has reached it, so that even a mutation may be sent again;
 * - `broken`: it answered with nothing or with an error that another attempt may not meet;
 * - `late`: it took too long;
 * - `lying`: it answered, but with something that is no answer, and would again;
 * - `refused`: it was not to blame: the client has gone, or the request itself was refused.
 */
export type SubgraphFailureKind = 'not-sent' | 'broken' | 'late' | 'lying' | 'refused';

/** An error as clients receive it. */
export interface ClientError {
  readonly message: string;
  /** Code of the engine ({@link EngineErrorCode}), or the one that a subgraph gave to its error. */
  readonly code: string;
  /** Changes to the HTTP response, by Apollo Server's `extensions.http`. */
  readonly http?: HttpHead;
  /** Error that this one was made of. Apollo Server's hooks see it, clients do not. */
  readonly originalError?: Error;
}

/** An error that the engine itself reports. */
export interface EngineError extends ClientError {
  readonly code: EngineErrorCode;
}

/** Status and headers of an HTTP response, as far as an error sets them. */
export interface HttpHead {
  readonly status?: number;
  readonly headers?: ReadonlyMap<string, string>;
}

/** Further properties of a subgraph error. */
export interface SubgraphErrorOptions extends ErrorOptions {
  /** Error for clients, in place of a general sentence and the error's code. default: none */
  readonly forClients?: ClientError;
  /** default: `refused`, by which nothing is sent again and no breaker opens */
  readonly kind?: SubgraphFailureKind;
  /** How long the subgraph asks to be left alone, in milliseconds (`Retry-After`). default: it does not say */
  readonly retryAfterMs?: number | undefined;
}

/** No answer, or no GraphQL answer, came from a subgraph. Its message and cause are for the log, never for clients. */
export class SubgraphError extends Error {
  readonly code: SubgraphErrorCode;
  readonly kind: SubgraphFailureKind;
  readonly forClients: SubgraphErrorOptions['forClients'];
  readonly retryAfterMs: number | undefined;

  constructor(code: SubgraphErrorCode, message: string, options: SubgraphErrorOptions = {}) {
    super(message, options);
    this.name = 'SubgraphError';
    this.code = code;
    this.kind = options.kind ?? 'refused';
    this.forClients = options.forClients;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Creates the error of a request that is given up because its client has left. It says nothing about the subgraph. */
export function clientGone(): SubgraphError {
  return new SubgraphError('CLIENT_GONE', 'the client has left');
}
