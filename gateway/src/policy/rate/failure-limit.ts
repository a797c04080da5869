import { createBoundedCache } from '@supergraph/service-kit/bounded-cache.ts';
import { anonymous, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import type { Credentials } from '../authenticate.ts';
import { rateRefusal } from './rate-limiter.ts';
import { createTokenBuckets } from './token-buckets.ts';

type Authenticate = (credentials: Credentials) => Promise<Viewer>;

/**
 * Creates the limit of refused tokens for each address. Over the limit, no token of that address is verified,
 * since each costs a signature check. Tokens that were valid before still pass, so that a client that shares an
 * attacker's address is not affected.
 */
export function createFailureLimit(options: {
  readonly perMinute: number;
  readonly authenticate: Authenticate;
}): Authenticate {
  const { perMinute, authenticate } = options;
  const failures = createTokenBuckets(perMinute);
  const accepted = createBoundedCache<true>({ maxBytes: 10_000_000 });
  const check = (address: string): void => {
    const retryAfterSeconds = failures.waitSeconds(address);
    if (retryAfterSeconds === 0) return;
    const what = 'Invalid tokens of your address have reached the limit';
    throw new RefusedError(rateRefusal({ what, figure: 1, perMinute, retryAfterSeconds }));
  };
  return async (credentials) => {
    const { authorization = '' } = credentials;
    const wasGood = accepted.has(authorization);
    if (!wasGood) check(credentials.address());
    try {
      const viewer = await authenticate(credentials);
      if (!wasGood && viewer !== anonymous) accepted.set(authorization, true);
      return viewer;
    } catch (error) {
      if (error instanceof RefusedError && error.refusal.code === 'UNAUTHENTICATED') {
        accepted.delete(authorization);
        failures.take(credentials.address(), 1);
      }
      throw error;
    }
  };
}
