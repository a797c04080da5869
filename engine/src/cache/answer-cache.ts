import { createDeadlines } from '../subgraphs/deadlines.ts';
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from '../subgraphs/subgraph.ts';
import { type AnswerCacheOptions, type ReadCacheOptions, readCacheOptions } from './cache-options.ts';
import { type CacheQuestion, readQuestion, tagsOfChange, viewerTagOf } from './cache-question.ts';
import { answerFrom, type Values } from './cached-answer.ts';
import { deriveRequest, withRestriction } from './derived-request.ts';
import { fetchMissing } from './fetch-missing.ts';
import { createFills } from './fills.ts';

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
  const ask = async (request: SubgraphRequest, question: CacheQuestion): Promise<SubgraphAnswer> => {
    for (let hasWaited = false; ; hasWaited = true) {
      const finding = store.find(question.everyone, question.viewer);
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
      if (values.ageing.length > 0) revalidate(request, question, values.ageing, found.version);
      return answerFrom(request, question, values, now());
    }
  };
  const revalidate = (
    request: SubgraphRequest,
    question: CacheQuestion,
    ageing: readonly number[],
    version: number,
  ): void => {
    if (fills.coversAny(question, ageing)) return;
    const values: Values = { entries: [], missing: ageing, ageing: [], fallbacks: [] };
    const background = inBackground(request);
    const fetching = fills.run(background, question, ageing, () =>
      fetchMissing(subgraph, { request: background, question, values, version }, options, fills),
    );
    // The values that are being replaced serve until then. The next request tries again.
    fetching.catch(() => {});
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

/** Sorts what was found by how it may be used at a time. */
function sortValues(entries: Values['entries'], at: number): Values {
  const usable = entries.map((entry) =>
    entry !== undefined && at < Math.max(entry.freshUntil, entry.revalidateUntil) ? entry : undefined,
  );
  const missing: number[] = [];
  const ageing: number[] = [];
  usable.forEach((entry, index) => {
    if (entry === undefined) missing.push(index);
    else if (at >= entry.freshUntil) ageing.push(index);
  });
  const fallbacks = entries.map((entry) =>
    entry !== undefined && at < entry.fallbackUntil ? entry : undefined,
  );
  return { entries: usable, missing, ageing, fallbacks };
}

/** Returns the request without the client's wait for it. */
function inBackground(request: SubgraphRequest): SubgraphRequest {
  const client = withRestriction(request.client, () => {});
  return deriveRequest(request, { client, signal: undefined, deadline: undefined, observer: undefined });
}
