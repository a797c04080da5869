/** Function that runs a task once it is its turn, and returns the task's result. */
export type TakeTurn = <Result>(task: () => Promise<Result>) => Promise<Result>;

/**
 * Creates turns for at most `atOnce` tasks. The next task starts in another turn of the event loop, so that a
 * thousand tasks do not hold up requests.
 */
export function createTurns(atOnce: number): TakeTurn {
  const waiting = new Set<() => void>();
  let free = atOnce;
  const pass = (): void => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else {
      waiting.delete(next);
      next();
    }
  };
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((begin) => waiting.add(begin));
    try {
      return await task();
    } finally {
      setImmediate(pass);
    }
  };
}
