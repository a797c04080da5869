/** The deadlines of many waits. */
export interface Deadlines {
  /**
   * Calls back once, at `at` (by `performance.now()`) or up to 20 ms after it; what it returns ends the wait before.
   */
  add(at: number, onLate: () => void): () => void;
}

interface Wait {
  readonly onLate: () => void;
}

/** Waits that end within one such step have one timer. */
const stepMs = 20;

/**
 * One timer for all that is under way, in steps. A timer of its own for each of a heavy query's sixteen fetches was 3 % of
 * the gateway's time.
 */
export function createDeadlines(): Deadlines {
  const steps = new Map<number, Set<Wait>>();
  let timer: NodeJS.Timeout | undefined;
  let nextStep = Number.POSITIVE_INFINITY;
  const schedule = (step: number): void => {
    clearTimeout(timer);
    nextStep = step;
    const delayMs = Math.ceil(step * stepMs - performance.now());
    // What waits keeps the process alive by its socket, and no longer than that.
    timer = setTimeout(endSteps, Math.min(Math.max(delayMs, 1), maxDelayMs)).unref();
  };
  const endSteps = (): void => {
    const current = performance.now() / stepMs;
    nextStep = Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const [step, waits] of steps) {
      if (step > current) {
        if (waits.size === 0) steps.delete(step);
        else next = Math.min(next, step);
        continue;
      }
      steps.delete(step);
      for (const { onLate } of waits) onLate();
    }
    if (next < Number.POSITIVE_INFINITY) schedule(next);
  };
  return {
    add(at, onLate) {
      const step = Math.ceil(at / stepMs);
      const wait: Wait = { onLate };
      const waits = steps.get(step) ?? new Set();
      waits.add(wait);
      steps.set(step, waits);
      if (step < nextStep) schedule(step);
      return () => waits.delete(wait);
    },
  };
}

/** A timer's longest delay. */
const maxDelayMs = 2 ** 31 - 1;
