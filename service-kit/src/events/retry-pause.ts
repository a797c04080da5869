/** Shortest and longest pause, in milliseconds. */
const [firstMs, longestMs] = [100, 5_000];

/** Returns the pause after a number of failures in a row, in milliseconds. It doubles with each. */
export function retryPauseMs(failures: number): number {
  return Math.min(firstMs * 2 ** failures, longestMs);
}
