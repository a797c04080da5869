/**
 * Runs `work` while no other process (and no other call in this one) runs under the same path. The lock of a
 * dead process is taken over; `onWait` is called once when a live one has it. `work` gets a function that makes
 * a child hold the lock too, so that a child which outlives its killed parent is waited for.
 */
export function withFileLock<T>(
  path: string,
  work: (holdAlso: (pid: number) => void) => Promise<T> | T,
  onWait?: () => void,
): Promise<T>;
