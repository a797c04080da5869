/** Gate that holds callers back until a test opens it. */
export interface Gate {
  /** Number of waiting callers. */
  readonly waiting: () => number;
  /** Goes through at once where it is open, which it is at first. */
  readonly pass: () => Promise<void>;
  readonly close: () => void;
  /** Lets all waiting callers continue. */
  readonly open: () => void;
}

/** A gate that is open. */
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
