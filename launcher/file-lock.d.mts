/**
 * Runs `work` while no other process, and no other call in this process, holds the lock at the same path. Takes over the lock
 * of a dead process. Calls `onWait` once if a running process holds the lock, and stops waiting with an AbortError when
 * `signal` aborts. `work` receives a function that makes a child process hold the lock too.
 */
export function withFileLock<T>(
  path: string,
  work: (holdAlso: (pid: number) => void) => Promise<T> | T,
  onWait?: () => void,
  signal?: AbortSignal,
): Promise<T>;
