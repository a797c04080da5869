/** Time for which a caller waits for an operation. */
export interface Lifetime {
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal | undefined;
  /** Time on the `performance.now()` clock after which the answer is useless, or undefined if there is no deadline. */
  readonly deadline: number | undefined;
}

/** Lifetime of work that nothing cancels. */
export const endless: Lifetime = { signal: undefined, deadline: undefined };

/** Returns whether the caller has stopped waiting. */
export function isOver({ signal, deadline }: Lifetime): boolean {
  return signal?.aborted === true || (deadline !== undefined && performance.now() >= deadline);
}

/**
 * Calls `onOver` once when the caller stops waiting. The lifetime must not be over yet. Returns a function that ends
 * the watch early.
 */
export function watchLifetime({ signal, deadline }: Lifetime, onOver: () => void): () => void {
  const end = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', over);
  };
  const over = (): void => {
    end();
    onOver();
  };
  // A timer may fire a millisecond early, when the caller no longer waits either.
  const timer =
    deadline === undefined ? undefined : setTimeout(over, Math.max(1, deadline - performance.now())).unref();
  signal?.addEventListener('abort', over, { once: true });
  return end;
}
