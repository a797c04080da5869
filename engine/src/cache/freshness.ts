import type { CacheHeaders } from '../subgraphs/subgraph.ts';

/** Remaining freshness of an answer in seconds, for shared and for private caches. */
export interface Freshness {
  readonly shared: number;
  readonly private: number;
  /**
   * True if the answer says that it is the same for all callers who are allowed to request it. One that only states its age
   * does not: requests to subgraphs have credentials (RFC 9111, section 3.5).
   */
  readonly isShared: boolean;
  /** Age of the answer, which is subtracted already. */
  readonly ageSeconds: number;
  /** Seconds for which it may be used beyond that (RFC 5861); undefined if the answer does not say. */
  readonly staleWhileRevalidate: number | undefined;
  readonly staleIfError: number | undefined;
}

const stale: Freshness = {
  ...{ shared: 0, private: 0, isShared: false, ageSeconds: 0 },
  ...{ staleWhileRevalidate: undefined, staleIfError: undefined },
};

/** Largest delta-seconds value that is distinguished (RFC 9111, section 1.2.2). */
const maxSeconds = 2 ** 31;

/**
 * Returns the freshness of an answer by RFC 9111. For shared caches `s-maxage` takes precedence over `max-age`; the
 * answer's `Age` is subtracted. Contradictory directives or malformed values make an answer stale.
 */
export function readFreshness({ cacheControl, age }: CacheHeaders): Freshness {
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
    isShared: !directives.has('private') && (directives.has('public') || directives.has('s-maxage')),
    ageSeconds,
    staleWhileRevalidate: readSeconds(directives.get('stale-while-revalidate')),
    staleIfError: readSeconds(directives.get('stale-if-error')),
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
