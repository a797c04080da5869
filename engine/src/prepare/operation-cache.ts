import { LRUCache } from 'lru-cache';
import type { CompiledOperation } from '../compile/compiled-operation.ts';
import { PlanningError } from '../planning/operation-planner.ts';
import type { OperationSource } from './operation-source.ts';

/** Cache of compiled operations (LRU). */
export interface OperationCache {
  /**
   * Returns the operation of a key. Concurrent requests share one planning. A planning failure is cached for a
   * minute, to protect the planner from repeated requests.
   */
  get(key: string, plan: () => Promise<PlannedOperation>): FoundOperation;
  /** Returns the most frequent operations, most frequent first. */
  hottest(count: number): readonly OperationSource[];
}

/** Planned operation, with the source to plan it on another supergraph version. */
export interface PlannedOperation {
  readonly compiled: CompiledOperation;
  /** Source that must retain nothing of the request. */
  readonly source: OperationSource;
}

/** Compiled operation, usually without a promise, which would cost a turn of the event loop. */
export type FoundOperation = CompiledOperation | Promise<CompiledOperation>;

/** Limits of the cache. */
export interface OperationCacheLimits {
  readonly maxOperations: number;
  /** Maximum memory in bytes, estimated from the lengths of operations and plans. */
  readonly maxBytes: number;
}

interface Entry extends PlannedOperation {
  /** Bytes that the cache counts. An operation grows with the outcomes of its conditions. */
  readonly bytes: number;
  uses: number;
}

const failureMs = 60_000;
const maxFailures = 1_000;
const maxFailureBytes = 10_000_000;

/** Creates an empty cache. */
export function createOperationCache({ maxOperations, maxBytes }: OperationCacheLimits): OperationCache {
  const entries = new LRUCache<string, Entry>({
    max: maxOperations,
    maxSize: maxBytes,
    // The key contains the operation's name.
    sizeCalculation: ({ bytes }, key) => bytes + 2 * key.length,
  });
  const failures = new LRUCache<string, PlanningError>({
    max: maxFailures,
    ttl: failureMs,
    maxSize: maxFailureBytes,
    sizeCalculation: ({ message }, key) => 2_000 + 2 * (key.length + message.length),
  });
  const pending = new Map<string, Promise<CompiledOperation>>();
  const keep = (key: string, { compiled, source }: PlannedOperation, uses: number): void => {
    entries.set(key, { compiled, source, bytes: compiled.bytes, uses });
  };
  const find = (key: string): CompiledOperation | undefined => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    entry.uses += 1;
    if (entry.bytes !== entry.compiled.bytes) keep(key, entry, entry.uses);
    return entry.compiled;
  };
  return {
    get(key, plan) {
      const known = find(key) ?? pending.get(key);
      if (known !== undefined) return known;
      const failure = failures.get(key);
      if (failure !== undefined) return Promise.reject(failure);
      const compiling = plan().then(
        (planned) => {
          keep(detach(key), planned, 1);
          return planned.compiled;
        },
        (cause: unknown) => {
          if (cause instanceof PlanningError && cause.code !== 'PLANNER_UNAVAILABLE')
            failures.set(detach(key), cause);
          throw cause;
        },
      );
      pending.set(key, compiling);
      const settle = (): boolean => pending.delete(key);
      compiling.then(settle, settle);
      return compiling;
    },
    hottest(count) {
      return [...entries.values()]
        .sort((one, other) => other.uses - one.uses)
        .slice(0, count)
        .map(({ source }) => source);
    },
  };
}

/** Returns a copy of a text that retains nothing else. V8 keeps the whole text that a slice was cut from. */
function detach(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
