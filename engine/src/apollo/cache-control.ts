import type { GatewayCachePolicy } from '@apollo/server-gateway-interface';
import type { CacheHeaders, RestrictCache } from '../subgraphs/subgraph.ts';

/** Remaining freshness of an answer in seconds, for shared and for private caches. */
interface Freshness {
  readonly shared: number;
  readonly private: number;
  readonly isPrivate: boolean;
}

const stale: Freshness = { shared: 0, private: 0, isPrivate: false };

/** Largest delta-seconds value that is distinguished (RFC 9111, section 1.2.2). */
const maxSeconds = 2 ** 31;

/**
 * Creates a function that merges the subgraphs' cache headers into Apollo Server's policy for the whole answer. The
 * policy has one age and one scope. An answer that does not state its freshness is not cacheable, and makes the whole
 * answer not cacheable.
 */
export function createCacheRestriction(policy: GatewayCachePolicy): RestrictCache {
  let leastPrivate = Number.POSITIVE_INFINITY;
  return (headers) => {
    if (headers === 'private') return policy.restrict({ scope: 'PRIVATE' });
    // The policy is already the strictest one, so the headers need no reading.
    if (policy.maxAge === 0) return;
    const freshness = readFreshness(headers);
    leastPrivate = Math.min(leastPrivate, freshness.private);
    policy.restrict(freshness.isPrivate ? { scope: 'PRIVATE' } : { maxAge: freshness.shared });
    // After the first private answer no shared cache keeps the whole answer, so `s-maxage` no longer applies.
    if (policy.scope === 'PRIVATE') policy.restrict({ maxAge: leastPrivate });
  };
}

/**
 * Returns the freshness of an answer by RFC 9111. For shared caches `s-maxage` takes precedence over `max-age`; the
 * answer's `Age` is subtracted. Contradictory directives or malformed values make an answer stale.
 */
function readFreshness({ cacheControl, age }: CacheHeaders): Freshness {
  // The usual header of subgraphs. Reading it took 0.8 % of a small query.
  if (cacheControl === 'no-store') return stale;
  const directives = cacheControl === undefined ? undefined : readDirectives(cacheControl);
  if (directives === undefined) return stale;
  // A field name in `no-cache="…"` or `private="…"` limits the directive to a header. Caches may ignore the name, as
  // here.
  if (directives.has('no-store') || directives.has('no-cache')) return stale;
  const ageSeconds = age === undefined ? 0 : readSeconds(age);
  const own = readSeconds(directives.get('max-age'));
  const shared = directives.has('s-maxage') ? readSeconds(directives.get('s-maxage')) : own;
  if (ageSeconds === undefined || shared === undefined) return stale;
  if (own === undefined && directives.has('max-age')) return stale;
  return {
    shared: Math.max(0, shared - ageSeconds),
    private: Math.max(0, (own ?? 0) - ageSeconds),
    isPrivate: directives.has('private'),
  };
}

/** One directive with its comma: a token, and a value that is a token or a quoted string. May be empty. */
const directive =
  /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)(?:=(?:([\w!#$%&'*+.^`|~-]+)|"((?:[^"\\]|\\.)*)"))?)?[ \t]*(?:,|$)/gy;

/**
 * Returns directives by lower-case name, or undefined if the header is malformed or repeats a directive with another
 * value.
 */
function readDirectives(header: string): ReadonlyMap<string, string | undefined> | undefined {
  const directives = new Map<string, string | undefined>();
  let end = 0;
  for (const match of header.matchAll(directive)) {
    const [text, name, token, quoted] = match;
    end = match.index + text.length;
    if (name === undefined) continue;
    const key = name.toLowerCase();
    const value = token ?? quoted;
    if (directives.has(key) && directives.get(key) !== value) return undefined;
    directives.set(key, value);
  }
  return end === header.length ? directives : undefined;
}

function readSeconds(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d+$/.test(value)) return undefined;
  return Math.min(Number(value), maxSeconds);
}
