/** Numbers of requests and failures in the last ten seconds. */
export interface RecentCounts {
  add(isFailure: boolean): void;
  read(): { readonly requests: number; readonly failures: number };
  clear(): void;
}

const seconds = 10;

/** Creates counts by second, so that old ones expire without a list of requests. */
export function createRecentCounts(): RecentCounts {
  const requests = new Array<number>(seconds).fill(0);
  const failures = new Array<number>(seconds).fill(0);
  let last = 0;
  const advance = (): number => {
    const now = Math.floor(performance.now() / 1_000);
    for (let second = Math.max(last + 1, now - seconds + 1); second <= now; second += 1) {
      requests[second % seconds] = 0;
      failures[second % seconds] = 0;
    }
    last = now;
    return now % seconds;
  };
  return {
    add(isFailure) {
      const slot = advance();
      requests[slot] = (requests[slot] ?? 0) + 1;
      if (isFailure) failures[slot] = (failures[slot] ?? 0) + 1;
    },
    read() {
      advance();
      return { requests: sum(requests), failures: sum(failures) };
    },
    clear() {
      requests.fill(0);
      failures.fill(0);
    },
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
