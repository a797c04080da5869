import type { ErrorCode } from '../error-codes.ts';
import { type Refusal, RefusedError } from '../refusal.ts';

/** A refusal that only HTTP has, or that needs headers of its own. */
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
