/**
 * Runs `work` while no other process (and no other call in this one) runs under the same path. The lock of a
 * dead process is taken over; `onWait` is called once when a live one has it.
 */
export function withFileLock<T>(path: string, work: () => Promise<T> | T, onWait?: () => void): Promise<T>;
