import { createBoundedCache } from '@supergraph/service-kit/bounded-cache.ts';
import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { anonymous, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { rateProblem } from './rate-problem.ts';
import { createTokenBuckets } from './token-buckets.ts';

type Authenticate = (request: HttpRequest) => Promise<Viewer>;

/**
 * Creates the limit of refused tokens (401) for each address. Over the limit, no token of that address is verified,
 * since each costs a signature check. Tokens that were valid before still pass, so that a client that shares an
 * attacker's address is not affected.
 */
export function createFailureLimit(options: {
  readonly perMinute: number;
  readonly addressOf: (request: HttpRequest) => string;
  readonly authenticate: Authenticate;
}): Authenticate {
  const { perMinute, addressOf, authenticate } = options;
  const failures = createTokenBuckets(perMinute);
  const accepted = createBoundedCache<true>({ maxBytes: 10_000_000 });
  const check = (address: string): void => {
    const retryAfterSeconds = failures.waitSeconds(address);
    if (retryAfterSeconds === 0) return;
    throw rateProblem({
      what: 'Invalid tokens of your address have reached the limit',
      figure: 1,
      perMinute,
      retryAfterSeconds,
    });
  };
  return async (request) => {
    const { authorization = '' } = request.headers;
    const wasGood = accepted.has(authorization);
    if (!wasGood) check(addressOf(request));
    try {
      const viewer = await authenticate(request);
      if (!wasGood && viewer !== anonymous) accepted.set(authorization, true);
      return viewer;
    } catch (error) {
      if (error instanceof HttpProblem && error.status === 401) {
        accepted.delete(authorization);
        failures.take(addressOf(request), 1);
      }
      throw error;
    }
  };
}
