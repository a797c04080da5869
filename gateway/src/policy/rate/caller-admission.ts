import { anonymous, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import { Caller } from '../../gateway-context.ts';
import type { Credentials } from '../authenticate.ts';
import { type RateLimiter, type RateVerdict, rateRefusal } from './rate-limiter.ts';

/** Request of a caller who is not authenticated yet. */
export interface CallerRequest extends Credentials {
  readonly requestId: string;
  /** Aborts when the client disconnects before it is answered. */
  readonly signal: AbortSignal;
}

/** Returns the admitted caller. Throws RefusedError if the caller is refused or must wait. */
export type CallerAdmission = (request: CallerRequest) => Promise<Caller>;

/**
 * Creates the admission of callers. Each is authenticated, and pays 1 for each request before the body is read. A
 * caller with a token pays from its subject's account, an anonymous caller from its address's account.
 */
export function createCallerAdmission(options: {
  /** Returns the caller if the token was verified before, else undefined. */
  readonly recall: (credentials: Credentials) => Viewer | undefined;
  readonly authenticate: (credentials: Credentials) => Promise<Viewer>;
  /** Undefined if requests are not charged. */
  readonly limiter: RateLimiter | undefined;
}): CallerAdmission {
  const { recall, authenticate, limiter } = options;
  return async (request) => {
    const viewer = recall(request) ?? (await authenticate(request));
    const rateKey = viewer === anonymous ? `address ${request.address()}` : `subject ${viewer.subject}`;
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
  throw new RefusedError(
    rateRefusal({ what: 'You have reached the limit', figure: 1, perMinute, retryAfterSeconds }),
  );
}
