import type { GatewayCachePolicy } from '@apollo/server-gateway-interface';
import { readFreshness } from '../cache/freshness.ts';
import type { RestrictCache } from '../subgraphs/subgraph.ts';

/**
 * Creates a function that merges the subgraphs' cache headers into Apollo Server's policy for the whole answer. The
 * policy has one age and one scope. An answer that does not state its freshness is not cacheable, and makes the whole
 * answer not cacheable. One that is not declared public makes it private.
 */
export function createCacheRestriction(policy: GatewayCachePolicy): RestrictCache {
  let leastPrivate = Number.POSITIVE_INFINITY;
  return (headers) => {
    if (headers === 'private') return policy.restrict({ scope: 'PRIVATE' });
    // The policy is already the strictest one, so the headers need no reading.
    if (policy.maxAge === 0) return;
    const freshness = readFreshness(headers);
    leastPrivate = Math.min(leastPrivate, freshness.private);
    policy.restrict(freshness.isShared ? { maxAge: freshness.shared } : { scope: 'PRIVATE' });
    // After the first private answer no shared cache keeps the whole answer, so `s-maxage` no longer applies.
    if (policy.scope === 'PRIVATE') policy.restrict({ maxAge: leastPrivate });
  };
}
