import type { GatewayCachePolicy } from '@apollo/server-gateway-interface';

/** What a subgraph's HTTP answer says of how long it may be kept; undefined where a header is absent. */
export interface CacheHeaders {
  readonly cacheControl?: string | undefined;
  readonly age?: string | undefined;
}

/** Restricts how long one client's whole answer may be kept, by the headers of one subgraph's answer. */
export type RestrictCache = (headers: CacheHeaders) => void;

/** How long an answer may still be kept, in seconds, by caches that clients share and by those of one client. */
interface Freshness {
  readonly shared: number;
  readonly private: number;
  readonly isPrivate: boolean;
}

const stale: Freshness = { shared: 0, private: 0, isPrivate: false };

/** The largest delta-seconds that is told apart (RFC 9111, section 1.2.2). */
const maxSeconds = 2 ** 31;

/**
 * Brings what subgraphs answer into Apollo Server's policy for the whole answer, which has one age and one scope. An
 * answer that does not say how long it is fresh is not cacheable, and so is nothing that it is a part of.
 */
export function createCacheRestriction(policy: GatewayCachePolicy): RestrictCache {
  let leastPrivate = Number.POSITIVE_INFINITY;
  return (headers) => {
    // Nothing is less cacheable than that: the headers need no reading.
    if (policy.maxAge === 0) return;
    const freshness = readFreshness(headers);
    leastPrivate = Math.min(leastPrivate, freshness.private);
    policy.restrict(freshness.isPrivate ? { scope: 'PRIVATE' } : { maxAge: freshness.shared });
    // From the first private answer on, no shared cache keeps the whole: what s-maxage allowed counts no more.
    if (policy.scope === 'PRIVATE') policy.restrict({ maxAge: leastPrivate });
  };
}

/**
 * RFC 9111: for shared caches `s-maxage` goes before `max-age`, and the answer's `Age` is taken off. Directives that
 * contradict each other or have a malformed value make an answer stale.
 */
function readFreshness({ cacheControl, age }: CacheHeaders): Freshness {
  const directives = cacheControl === undefined ? undefined : readDirectives(cacheControl);
  if (directives === undefined) return stale;
  // A field name in `no-cache="…"` or `private="…"` narrows it to a header; caches may ignore that, as this one does.
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

/** One directive with its comma: a token, and a value that is a token or a quoted string. Empty ones are allowed. */
const directive =
  /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)(?:=(?:([\w!#$%&'*+.^`|~-]+)|"((?:[^"\\]|\\.)*)"))?)?[ \t]*(?:,|$)/gy;

/** The directives by lower-case name; undefined where the header is malformed, or has two values for one directive. */
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
