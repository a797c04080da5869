/** Value that is made when it is first needed, and then shared. */
export interface Shared<T> {
  /** Returns the value, or makes it. A failure is not kept: the next call tries again. */
  readonly get: () => Promise<T>;
  /** Returns the value if there is one, or is being made. Never rejects. */
  readonly current: () => Promise<T | undefined>;
  /** Forgets the value, so that the next call makes another one. */
  readonly forget: () => void;
}

/** Creates a shared value. */
export function createShared<T>(make: () => Promise<T>): Shared<T> {
  let value: Promise<T> | undefined;
  const forget = (): void => {
    value = undefined;
  };
  return {
    get() {
      if (value === undefined) {
        const made = make();
        value = made;
        made.catch(() => {
          if (value === made) forget();
        });
      }
      return value;
    },
    current: async () => value?.catch(() => undefined),
    forget,
  };
}
