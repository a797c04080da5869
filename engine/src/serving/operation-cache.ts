import { LRUCache } from 'lru-cache';
import type { CompiledOperation } from '../execution/compiled-operation.ts';
import { PlanningError } from '../planning/operation-planner.ts';
import type { OperationSource } from './operation-source.ts';

/** Keeps compiled operations, the least recently used going first. */
export interface OperationCache {
  /**
   * The operation of a key, made once however many ask at once. That one cannot be planned is remembered for a minute, so
   * that it does not cost the planner again at once.
   */
  get(key: string, source: OperationSource, compile: () => Promise<CompiledOperation>): FoundOperation;
  /** What was asked most, most first. */
  hottest(count: number): readonly OperationSource[];
}

/** Nearly always it is there, and a promise would only cost a turn. */
export type FoundOperation = CompiledOperation | Promise<CompiledOperation>;

/** How much is kept. */
export interface OperationCacheLimits {
  readonly maxOperations: number;
  /** As estimated from the lengths of operations and plans. */
  readonly maxBytes: number;
}

interface Entry {
  readonly compiled: CompiledOperation;
  readonly source: OperationSource;
  /** What it was counted for; an operation grows with the outcomes of its conditions. */
  readonly bytes: number;
  uses: number;
}

const failureMs = 60_000;
const maxFailures = 1_000;

/** An empty cache. */
export function createOperationCache({ maxOperations, maxBytes }: OperationCacheLimits): OperationCache {
  const entries = new LRUCache<string, Entry>({
    max: maxOperations,
    maxSize: maxBytes,
    sizeCalculation: ({ bytes }) => bytes,
  });
  const failures = new LRUCache<string, PlanningError>({ max: maxFailures, ttl: failureMs });
  const pending = new Map<string, Promise<CompiledOperation>>();
  const keep = (key: string, source: OperationSource, compiled: CompiledOperation, uses: number): void => {
    entries.set(key, { compiled, source, bytes: compiled.bytes, uses });
  };
  const find = (key: string): CompiledOperation | undefined => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    entry.uses += 1;
    if (entry.bytes !== entry.compiled.bytes) keep(key, entry.source, entry.compiled, entry.uses);
    return entry.compiled;
  };
  return {
    get(key, source, compile) {
      const known = find(key) ?? pending.get(key);
      if (known !== undefined) return known;
      const failure = failures.get(key);
      if (failure !== undefined) return Promise.reject(failure);
      const compiling = compile().then(
        (compiled) => {
          keep(key, source, compiled, 1);
          return compiled;
        },
        (cause: unknown) => {
          if (cause instanceof PlanningError && cause.code !== 'PLANNER_UNAVAILABLE')
            failures.set(key, cause);
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
