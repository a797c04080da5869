import { createDeadlines } from '../subgraphs/deadlines.ts';
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from '../subgraphs/subgraph.ts';
import { type AnswerCacheOptions, type ReadCacheOptions, readCacheOptions } from './cache-options.ts';
import { type CacheQuestion, readQuestion } from './cache-question.ts';
import type { FoundEntries } from './cache-store.ts';
import { answerFrom, type Values } from './cached-answer.ts';
import { deriveRequest, withRestriction } from './derived-request.ts';
import { fetchMissing } from './fetch-missing.ts';
import { createFills } from './fills.ts';
import { createRevalidations } from './revalidations.ts';
import { tagsOfChange, viewerTagOf } from './value-tags.ts';

/** Cache of answers of subgraphs. */
export interface AnswerCache {
  /** Returns a subgraph whose answers are cached as its `Cache-Control` allows. The name is part of the keys. */
  wrap(name: string, subgraph: Subgraph): Subgraph;
  /** Ends all values of an entity, or of a type if there is no id, and all answers that contain the type. */
  invalidate(type: string, id?: string): void;
  /** Ends all values. */
  clear(): void;
  /** Returns the number of calls of `invalidate` and `clear`. Reads in flight must not be shared across one. */
  epoch(): number;
}

/**
 * Creates a cache of answers. Root fields are cached as a whole, entities one by one, so that a request only asks for
 * those that are missing. An answer with errors is never cached.
 */
export function createAnswerCache(given: AnswerCacheOptions): AnswerCache {
  const options = readCacheOptions(given);
  const { store } = options;
  let epoch = 0;
  return {
    wrap: (name, subgraph) => createCachedSubgraph(name, subgraph, options),
    invalidate(type, id) {
      epoch += 1;
      store.invalidate(tagsOfChange(type, id));
    },
    clear() {
      epoch += 1;
      store.clear();
    },
    epoch: () => epoch,
  };
}

function createCachedSubgraph(name: string, subgraph: Subgraph, options: ReadCacheOptions): Subgraph {
  const { keysOf, store, now } = options;
  const fills = createFills(createDeadlines());
  const revalidations = createRevalidations(now);
  const ask = async (request: SubgraphRequest, question: CacheQuestion): Promise<SubgraphAnswer> => {
    for (let hasWaited = false; ; hasWaited = true) {
      const finding = fills.isHopeless(request.query) ? withoutSearch(question) : store.find(question);
      const found = finding instanceof Promise ? await finding : finding;
      const values = sortValues(found.entries, now());
      if (values.missing.length > 0) {
        // Waits once, so that requests for a subgraph that fails do not wait for each other in turn.
        const other = hasWaited ? undefined : fills.coveringAll(request, question, values.missing);
        if (other === undefined)
          return fills.run(request, question, values.missing, () =>
            fetchMissing(subgraph, { request, question, values, version: found.version }, options, fills),
          );
        await other;
        continue;
      }
      if (values.ageing.length > 0) revalidate(request, question, values, found.version);
      return answerFrom(request, question, values, now());
    }
  };
  /** Fetches values again that are no longer fresh. They are used until then. */
  const revalidate = (
    request: SubgraphRequest,
    question: CacheQuestion,
    { ageing, entries }: Values,
    version: FoundEntries['version'],
  ): void => {
    const keyOf = (index: number): string => {
      const isPublic = entries[index]?.origin.viewerTag === undefined;
      return `${isPublic ? question.everyone : question.viewer}${question.names[index]}`;
    };
    const missing = ageing.filter((index) => revalidations.begin(keyOf(index)));
    if (missing.length === 0) return;
    const values: Values = { entries: [], missing, ageing: [], fallbacks: [] };
    const asked = { request: inBackground(request), question, values, version };
    const end = (): void => {
      for (const index of missing) revalidations.end(keyOf(index));
    };
    fetchMissing(subgraph, asked, options, fills).then(end, end);
  };
  return {
    execute(request) {
      const keys = request.headers === undefined ? keysOf(request.client) : undefined;
      if (keys === undefined) return subgraph.execute(request);
      if (request.operationKind === 'mutation')
        // The viewer sees the effects of a change in what is private, even if no event reports it.
        return subgraph.execute(request).finally(() => store.invalidate([viewerTagOf(keys.viewer)]));
      const question = request.operationKind === 'query' ? readQuestion(name, request, keys) : undefined;
      return question === undefined ? subgraph.execute(request) : ask(request, question);
    },
    ...(subgraph.subscribe && { subscribe: subgraph.subscribe.bind(subgraph) }),
    close: async () => subgraph.close?.(),
  };
}

function withoutSearch({ names }: CacheQuestion): FoundEntries {
  return { version: undefined, entries: names.map(() => undefined) };
}

/** Sorts what was found by how it may be used at a time. */
function sortValues(found: Values['entries'], at: number): Values {
  const missing: number[] = [];
  const ageing: number[] = [];
  const entries = found.map((entry, index) => {
    const isFresh = entry !== undefined && at < entry.origin.freshUntil;
    if (isFresh) return entry;
    const isUsable = entry !== undefined && at < entry.origin.revalidateUntil;
    (isUsable ? ageing : missing).push(index);
    return isUsable ? entry : undefined;
  });
  const fallbacks = found.map((entry) =>
    entry !== undefined && at < entry.origin.fallbackUntil ? entry : undefined,
  );
  return { entries, missing, ageing, fallbacks };
}

/** Returns the request without the client's wait for it. */
function inBackground(request: SubgraphRequest): SubgraphRequest {
  const client = withRestriction(request.client, () => {});
  return deriveRequest(request, { client, signal: undefined, deadline: undefined, observer: undefined });
}
