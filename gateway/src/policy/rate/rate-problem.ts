import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';

/** Creates the refusal (429) of a client over its limit per minute. The code is that of Apollo's router. */
export function rateProblem(options: {
  readonly what: string;
  /** Cost of this request. */
  readonly figure: number;
  readonly perMinute: number;
  readonly retryAfterSeconds: number;
}): HttpProblem {
  const { what, figure, perMinute: limit, retryAfterSeconds } = options;
  return new HttpProblem(
    429,
    'REQUEST_RATE_LIMITED',
    `${what} of ${limit} a minute. Retry after ${retryAfterSeconds} s.`,
    { 'retry-after': String(retryAfterSeconds) },
    { figure, limit, retryAfterSeconds },
  );
}
