/** How long somebody waits for what is being done. */
export interface Lifetime {
  /** Aborts when whoever asked has gone. */
  readonly signal: AbortSignal | undefined;
  /** When the answer is of no use any more, by `performance.now()`; undefined for no such time. */
  readonly deadline: number | undefined;
}

/** Of work that is to be done whoever waits for it. */
export const endless: Lifetime = { signal: undefined, deadline: undefined };

/** Whether nobody waits any more. */
export function isOver({ signal, deadline }: Lifetime): boolean {
  return signal?.aborted === true || (deadline !== undefined && performance.now() >= deadline);
}

/** Calls back once when nobody waits any more, which must not be so yet; what it returns ends the watch before. */
export function watchLifetime({ signal, deadline }: Lifetime, onOver: () => void): () => void {
  const end = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', over);
  };
  const over = (): void => {
    end();
    onOver();
  };
  // A timer may come a millisecond early; by then nobody waits either.
  const timer =
    deadline === undefined ? undefined : setTimeout(over, Math.max(1, deadline - performance.now())).unref();
  signal?.addEventListener('abort', over, { once: true });
  return end;
}
