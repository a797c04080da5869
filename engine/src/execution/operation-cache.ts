import { LRUCache } from 'lru-cache';
import type { CompiledOperation } from './compiled-operation.ts';

/** Keeps compiled operations, the least recently used going first. */
export interface OperationCache {
  /** The operation of a key, made at most once at a time; a failure is not kept. */
  get(key: string, compile: () => Promise<CompiledOperation>): CompiledOperation | Promise<CompiledOperation>;
}

/** A cache of at most `max` operations. */
export function createOperationCache(max: number): OperationCache {
  const operations = new LRUCache<string, CompiledOperation>({ max });
  const pending = new Map<string, Promise<CompiledOperation>>();
  return {
    get(key, compile) {
      const known = operations.get(key) ?? pending.get(key);
      if (known !== undefined) return known;
      const compiling = compile()
        .then((operation) => {
          operations.set(key, operation);
          return operation;
        })
        .finally(() => pending.delete(key));
      pending.set(key, compiling);
      return compiling;
    },
  };
}
