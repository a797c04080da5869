import { type CacheUse, cacheUse, type SubgraphAnswer, type SubgraphRequest } from '../subgraphs/subgraph.ts';
import type { CacheQuestion } from './cache-question.ts';
import type { CacheEntry } from './cache-store.ts';
import { copyJson } from './copy-json.ts';

/** Values for the parts of a question, by index. */
export interface Values {
  /** Values to use, or undefined for those that must be fetched. */
  readonly entries: readonly (CacheEntry | undefined)[];
  readonly missing: readonly number[];
  /** Values that are used and are no longer fresh. */
  readonly ageing: readonly number[];
  /** Values to use if the subgraph fails. */
  readonly fallbacks: readonly (CacheEntry | undefined)[];
}

/** Creates the answer to a question whose parts were all found. The client gets copies, because it merges into them. */
export function answerFrom(
  request: SubgraphRequest,
  question: CacheQuestion,
  { entries }: Pick<Values, 'entries'>,
  at: number,
): SubgraphAnswer {
  const used = entries.filter((entry) => entry !== undefined);
  restrictClient(request, used, at);
  const use = { ...describeUse(used, at), misses: 0 };
  if (question.around === undefined) return { data: copyJson(used[0]?.value ?? null), [cacheUse]: use };
  return { data: { _entities: used.map(({ value }) => copyJson(value)) }, [cacheUse]: use };
}

/** Describes the use of values at a time. */
export function describeUse(used: readonly CacheEntry[], at: number): Omit<CacheUse, 'misses'> {
  let bornAt = at;
  let isStale = false;
  for (const entry of used) {
    bornAt = Math.min(bornAt, entry.bornAt);
    isStale ||= at >= entry.freshUntil;
  }
  return { hits: used.length, ageSeconds: Math.floor((at - bornAt) / 1_000), isStale };
}

/** Restricts how long the client's answer may be cached, to the value that is the first to become stale. */
export function restrictClient({ client }: SubgraphRequest, used: readonly CacheEntry[], at: number): void {
  if (used.length === 0) return;
  let freshUntil = Number.POSITIVE_INFINITY;
  let isPublic = true;
  for (const entry of used) {
    freshUntil = Math.min(freshUntil, entry.freshUntil);
    isPublic &&= entry.isPublic;
  }
  const seconds = Math.max(0, Math.floor((freshUntil - at) / 1_000));
  client.restrictCache({ cacheControl: `max-age=${seconds}, ${isPublic ? 'public' : 'private'}` });
}
