/** Wait that can be interrupted, also before it begins. */
export interface Alarm {
  /** Ends the wait, or the next one. */
  readonly ring: () => void;
  /** Forgets that it has rung. */
  readonly reset: () => void;
  /** Resolves after `ms` milliseconds, or when it rings. Does not keep the process alive. */
  readonly wait: (ms: number) => Promise<void>;
}

/** Creates an alarm. */
export function createAlarm(): Alarm {
  let rung = false;
  let wake = (): void => {};
  return {
    ring: () => {
      rung = true;
      wake();
    },
    reset: () => {
      rung = false;
    },
    wait: (ms) =>
      new Promise((resolve) => {
        if (rung) return resolve();
        const timer = setTimeout(resolve, ms).unref();
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
