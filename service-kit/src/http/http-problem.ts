import type { ErrorCode } from '../error-codes.ts';
import { type Refusal, RefusedError } from '../refusal.ts';

/** A refusal that exists only in HTTP, or that needs its own headers. */
export class HttpProblem extends RefusedError {
  override readonly name = 'HttpProblem';
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    data: Pick<Refusal, 'details' | 'retryAfterSeconds'> = {},
  ) {
    super({ code, message, ...data });
    this.headers = headers;
  }
}
