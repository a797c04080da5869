import type { Deadlines } from '../subgraphs/deadlines.ts';
import type { SubgraphAnswer, SubgraphRequest } from '../subgraphs/subgraph.ts';
import type { CacheQuestion } from './cache-question.ts';

/** Kind of the last answer to a text: whether other viewers could use it. */
export type AnswerKind = 'public' | 'private' | 'uncached';

/** Values that are being fetched, so that a popular one is fetched once when it has become stale. */
export interface Fills {
  /** Fetches missing values. Other requests can wait for them. */
  run(
    request: SubgraphRequest,
    question: CacheQuestion,
    missing: readonly number[],
    fetch: () => Promise<SubgraphAnswer>,
  ): Promise<SubgraphAnswer>;
  /** Returns a wait for others that fetch all missing values, or undefined if some are not being fetched. */
  coveringAll(
    request: SubgraphRequest,
    question: CacheQuestion,
    missing: readonly number[],
  ): Promise<void> | undefined;
  /** Returns whether one of the values is being fetched. */
  coversAny(question: CacheQuestion, indexes: readonly number[]): boolean;
  /** Notes the kind of an answer to a text. Requests do not wait for answers that are not cached. */
  note(query: string, kind: AnswerKind): void;
}

/** Maximum number of texts whose kind is remembered, and their maximum length. */
const [maxTexts, maxTextLength] = [1_000, 20_000];

/** Creates the fills of one subgraph. */
export function createFills(deadlines: Deadlines): Fills {
  const running = new Map<string, Promise<unknown>>();
  const kinds = new Map<string, AnswerKind>();
  const keysFor = (query: string, { everyone, viewer }: CacheQuestion): readonly string[] =>
    kinds.get(query) === 'private' ? viewer : everyone;
  return {
    async run({ query }, question, missing, fetch) {
      if (kinds.get(query) === 'uncached') return fetch();
      const keys = keysFor(query, question);
      const own = missing.flatMap((index) => keys[index] ?? []).filter((key) => !running.has(key));
      const fetching = fetch();
      for (const key of own) running.set(key, fetching);
      try {
        return await fetching;
      } finally {
        for (const key of own) running.delete(key);
      }
    },
    coveringAll(request, question, missing) {
      if (request.signal?.aborted || performance.now() >= (request.deadline ?? Number.POSITIVE_INFINITY))
        return;
      const keys = keysFor(request.query, question);
      const others = new Set<Promise<unknown>>();
      for (const index of missing) {
        const other = running.get(keys[index] ?? '');
        if (other === undefined) return undefined;
        others.add(other);
      }
      return others.size === 0 ? undefined : waitForAll([...others], request, deadlines);
    },
    coversAny: ({ everyone, viewer }, indexes) =>
      indexes.some((index) => running.has(everyone[index] ?? '') || running.has(viewer[index] ?? '')),
    note(query, kind) {
      if (query.length > maxTextLength) return;
      if (kinds.size >= maxTexts && !kinds.has(query)) kinds.clear();
      kinds.set(query, kind);
    },
  };
}

/** Resolves when all others have ended, or when the request has no more time for them. Its own fetch then says so. */
function waitForAll(
  others: readonly Promise<unknown>[],
  { signal, deadline }: SubgraphRequest,
  deadlines: Deadlines,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      endWait?.();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const endWait = deadline === undefined ? undefined : deadlines.add(deadline, end);
    signal?.addEventListener('abort', end, { once: true });
    void Promise.allSettled(others).then(end);
  });
}
