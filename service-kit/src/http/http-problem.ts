import type { ErrorCode } from '../error-codes.ts';

/** A request that is refused before GraphQL sees it. The client receives a GraphQL error with this status. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly status: number;
  /** Value of `extensions.code`. */
  readonly code: ErrorCode;
  readonly headers: Readonly<Record<string, string>>;
  /** Further entries of `extensions`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: ErrorCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.details = details;
  }
}
