import type { Deadlines } from '../subgraphs/deadlines.ts';
import type { SubgraphAnswer, SubgraphRequest } from '../subgraphs/subgraph.ts';
import { type CacheQuestion, partsOf } from './cache-question.ts';

/** Kind of an answer to a text: whether other viewers can use it. One with errors says nothing about later ones. */
export type AnswerKind = 'public' | 'private' | 'uncached' | 'failed';

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
  /** Notes the kind of an answer to a text. Requests do not wait for answers that are not cached. */
  note(query: string, kind: AnswerKind): void;
  /** Returns whether many answers to a text in a row could not be cached, so that a search would be in vain. */
  isHopeless(query: string): boolean;
}

/** Maximum number of texts whose kind is remembered, and their maximum length. */
const [maxTexts, maxTextLength] = [1_000, 20_000];

/** Number of answers in a row that could not be cached, after which a text is hopeless. */
const maxUncached = 10;

/** Creates the fills of one subgraph. */
export function createFills(deadlines: Deadlines): Fills {
  /** Fetches in flight by group, then by the name of the value. */
  const running = new Map<string, Map<string, Promise<unknown>>>();
  const texts = new Map<string, { readonly kind: AnswerKind; readonly uncached: number }>();
  /** An answer of unknown kind may be for all. */
  const groupFor = (query: string, { everyone, viewer }: CacheQuestion): string =>
    texts.get(query)?.kind === 'private' ? viewer : everyone;
  return {
    async run({ query }, question, missing, fetch) {
      const { kind } = texts.get(query) ?? {};
      if (kind === 'uncached' || kind === 'failed') return fetch();
      const group = groupFor(query, question);
      const fetching = fetch();
      const fetches = running.get(group) ?? new Map<string, Promise<unknown>>();
      running.set(group, fetches);
      const names = partsOf(question.names, missing).filter((name) => !fetches.has(name));
      for (const name of names) fetches.set(name, fetching);
      try {
        return await fetching;
      } finally {
        for (const name of names) fetches.delete(name);
        if (fetches.size === 0 && running.get(group) === fetches) running.delete(group);
      }
    },
    coveringAll(request, question, missing) {
      const fetches = running.get(groupFor(request.query, question));
      if (fetches === undefined || request.signal?.aborted) return undefined;
      if (performance.now() >= (request.deadline ?? Number.POSITIVE_INFINITY)) return undefined;
      const others = new Set<Promise<unknown>>();
      for (const name of partsOf(question.names, missing)) {
        const other = fetches.get(name);
        if (other === undefined) return undefined;
        others.add(other);
      }
      return waitForAll([...others], request, deadlines);
    },
    note(query, kind) {
      if (query.length > maxTextLength) return;
      const before = texts.get(query);
      if (texts.size >= maxTexts && before === undefined) texts.clear();
      const uncached = before?.uncached ?? 0;
      const added = { uncached: uncached + 1, failed: uncached, public: 0, private: 0 };
      texts.set(query, { kind, uncached: added[kind] });
    },
    isHopeless: (query) => (texts.get(query)?.uncached ?? 0) >= maxUncached,
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
