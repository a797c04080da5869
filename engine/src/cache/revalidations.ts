/** Values that are fetched again in the background. */
export interface Revalidations {
  /** Returns true if a value should be fetched now. Until `end`, and for a second afterwards, it then should not. */
  begin(key: string): boolean;
  end(key: string): void;
}

/** Time after a fetch before the next one of the same value, in milliseconds. A failing subgraph gets no more of them. */
const pauseMs = 1_000;

/** Maximum number of values that are remembered. One that is forgotten is fetched once more. */
const maxKeys = 10_000;

/** Creates the revalidations of one subgraph. */
export function createRevalidations(now: () => number): Revalidations {
  /** Time from which each value may be fetched again. */
  const pausedUntil = new Map<string, number>();
  return {
    begin(key) {
      if (now() < (pausedUntil.get(key) ?? 0)) return false;
      if (pausedUntil.size >= maxKeys) pausedUntil.clear();
      pausedUntil.set(key, Number.POSITIVE_INFINITY);
      return true;
    },
    end: (key) => void pausedUntil.set(key, now() + pauseMs),
  };
}
