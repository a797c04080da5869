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
  get(key: string, plan: () => Promise<PlannedOperation>): FoundOperation;
  /** The operations that were requested most, most requested first. */
  hottest(count: number): readonly OperationSource[];
}

/** An operation that was planned, and what to plan it from on another version of the supergraph. */
export interface PlannedOperation {
  readonly compiled: CompiledOperation;
  /** It must retain nothing of the request. */
  readonly source: OperationSource;
}

/** Nearly always it is there, and a promise would only cost a turn. */
export type FoundOperation = CompiledOperation | Promise<CompiledOperation>;

/** How much is kept. */
export interface OperationCacheLimits {
  readonly maxOperations: number;
  /** As estimated from the lengths of operations and plans. */
  readonly maxBytes: number;
}

interface Entry extends PlannedOperation {
  /** What it was counted for; an operation grows with the outcomes of its conditions. */
  readonly bytes: number;
  uses: number;
}

const failureMs = 60_000;
const maxFailures = 1_000;
const maxFailureBytes = 10_000_000;

/** An empty cache. */
export function createOperationCache({ maxOperations, maxBytes }: OperationCacheLimits): OperationCache {
  const entries = new LRUCache<string, Entry>({
    max: maxOperations,
    maxSize: maxBytes,
    // A key holds the operation's name.
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

/** Returns a copy of a text that retains nothing else: V8 keeps the whole text that a slice was cut from. */
function detach(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
