import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { anonymous, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { Caller } from '../../gateway-context.ts';
import type { RateLimiter, RateVerdict } from './rate-limiter.ts';
import { rateProblem } from './rate-problem.ts';

/** Returns the admitted caller. Throws HttpProblem if the caller is refused or must wait. */
export type CallerAdmission = (request: HttpRequest) => Promise<Caller>;

/**
 * Creates the admission of callers. Each is authenticated, and pays 1 for each request before the body is read. A
 * caller with a token pays from its subject's account, an anonymous caller from its address's account.
 */
export function createCallerAdmission(options: {
  /** Returns the caller if the token was verified before, else undefined. */
  readonly recall: (request: HttpRequest) => Viewer | undefined;
  readonly authenticate: (request: HttpRequest) => Promise<Viewer>;
  readonly addressOf: (request: HttpRequest) => string;
  /** Undefined if requests are not charged. */
  readonly limiter: RateLimiter | undefined;
}): CallerAdmission {
  const { recall, authenticate, addressOf, limiter } = options;
  return async (request) => {
    const viewer = recall(request) ?? (await authenticate(request));
    const rateKey = viewer === anonymous ? `address ${addressOf(request)}` : `subject ${viewer.subject}`;
    if (limiter !== undefined) {
      const taken = limiter.take(rateKey, 1);
      // A promise would only cost a turn of the event loop if the account is in memory.
      checkVerdict(taken instanceof Promise ? await taken : taken, limiter);
    }
    return new Caller(viewer, request, rateKey);
  };
}

function checkVerdict(verdict: RateVerdict, { perMinute }: RateLimiter): void {
  if (verdict.allowed) return;
  const { retryAfterSeconds } = verdict;
  throw rateProblem({ what: 'You have reached the limit', figure: 1, perMinute, retryAfterSeconds });
}
