import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';

/** The refusal (429) of who asks too much a minute. The code is that of Apollo's router. */
export function rateProblem(options: {
  readonly what: string;
  /** What this request costs. */
  readonly figure: number;
  readonly perMinute: number;
  readonly retryAfterSeconds: number;
}): HttpProblem {
  const { what, figure, perMinute: limit, retryAfterSeconds } = options;
  return new HttpProblem(
    429,
    'REQUEST_RATE_LIMITED',
    `${what} of ${limit} a minute: try again in ${retryAfterSeconds} s.`,
    { 'retry-after': String(retryAfterSeconds) },
    { figure, limit, retryAfterSeconds },
  );
}
