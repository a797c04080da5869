/** Gate that holds callers back until a test opens it. */
export interface Gate {
  /** Number of waiting callers. */
  readonly waiting: () => number;
  /** Resolves at once if the gate is open, otherwise when it opens. Gates are open at first. */
  readonly pass: () => Promise<void>;
  readonly close: () => void;
  /** Lets all waiting callers continue. */
  readonly open: () => void;
}

/** Creates an open gate. */
export function createGate(): Gate {
  let closed: PromiseWithResolvers<void> | undefined;
  let waiting = 0;
  return {
    waiting: () => waiting,
    async pass() {
      waiting += 1;
      await closed?.promise;
      waiting -= 1;
    },
    close() {
      closed ??= Promise.withResolvers<void>();
    },
    open() {
      closed?.resolve();
      closed = undefined;
    },
  };
}
