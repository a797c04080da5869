import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { anonymous, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { Caller } from '../../gateway-context.ts';
import type { RateLimiter, RateVerdict } from './rate-limiter.ts';
import { rateProblem } from './rate-problem.ts';

/** Who asks, admitted; throws HttpProblem for who must not, or must wait. */
export type CallerAdmission = (request: HttpRequest) => Promise<Caller>;

/**
 * Creates the admission of callers: each is known, and pays 1 a request before the body is read. Who has a token pays
 * for its subject, who has none for the address.
 */
export function createCallerAdmission(options: {
  /** Who asks, where that is known from before. */
  readonly recall: (request: HttpRequest) => Viewer | undefined;
  readonly authenticate: (request: HttpRequest) => Promise<Viewer>;
  readonly addressOf: (request: HttpRequest) => string;
  /** undefined: nobody pays. */
  readonly limiter: RateLimiter | undefined;
}): CallerAdmission {
  const { recall, authenticate, addressOf, limiter } = options;
  return async (request) => {
    const viewer = recall(request) ?? (await authenticate(request));
    const rateKey = viewer === anonymous ? `address ${addressOf(request)}` : `subject ${viewer.subject}`;
    if (limiter !== undefined) {
      const taken = limiter.take(rateKey, 1);
      // A promise would only cost a turn where the account is in memory.
      checkVerdict(taken instanceof Promise ? await taken : taken, limiter);
    }
    return new Caller(viewer, request, rateKey);
  };
}

function checkVerdict(verdict: RateVerdict, { perMinute }: RateLimiter): void {
  if (verdict.allowed) return;
  const { retryAfterSeconds } = verdict;
  throw rateProblem({ what: 'You have spent the limit', figure: 1, perMinute, retryAfterSeconds });
}
