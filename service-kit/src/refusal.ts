import type { ErrorCode } from './error-codes.ts';

/** Refusal of a request, as plain data. The transport turns it into a status, a close code or a part of a stream. */
export interface Refusal {
  /** Message for clients. */
  readonly message: string;
  /** Value of `extensions.code`. */
  readonly code: ErrorCode;
  /** Further entries of `extensions`, such as the limit. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Seconds until a retry may succeed. */
  readonly retryAfterSeconds?: number;
  /** Fault of the caller's token, as RFC 6750 names it. Only with the code UNAUTHENTICATED. default: there is no token */
  readonly tokenError?: 'invalid_request' | 'invalid_token';
}

/** Carries a refusal to the transport. */
export class RefusedError extends Error {
  override readonly name: string = 'RefusedError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}
