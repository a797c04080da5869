import { evaluate, type Figure, maximum, type Variables } from './cost-expression.ts';

/** How many objects there are at each place of an answer, by response names. */
export interface PlaceCounts {
  /** A place may be reached in several ways; the one with the most objects counts. */
  add(path: readonly string[], count: Figure): void;
  /** Undefined for a place that no fetch before has reached. */
  at(path: readonly string[]): Figure | undefined;
  /** Forgets what was computed for the variables of one request. */
  clear(): void;
}

/**
 * Counts that are each computed once a request. They build on each other, so that what grows with a document's size
 * would else grow with a power of it.
 */
export function createPlaceCounts(): PlaceCounts {
  const figures = new Map<string, Figure>();
  const computed = new Map<string, number>();
  return {
    add(path, count) {
      const key = path.join();
      figures.set(key, maximum(figures.get(key) ?? 0, count));
    },
    at(path) {
      const key = path.join();
      const figure = figures.get(key);
      if (figure === undefined || typeof figure === 'number') return figure;
      return (variables: Variables) => {
        const value = computed.get(key) ?? evaluate(figure, variables);
        computed.set(key, value);
        return value;
      };
    },
    clear: () => computed.clear(),
  };
}
