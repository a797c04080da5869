/** Counts of received events. */
export type Tally = ReturnType<typeof createTally>;

/** Creates the counts of a number of subscribers. An event is known by its time, which differs for each event of a product. */
export function createTally(count: number) {
  const seen = Array.from({ length: count }, () => new Set<string>());
  let latencies: number[] = [];
  let failure: string | undefined;
  const check = (): void => {
    if (failure !== undefined) throw new Error(`A subscription must last; received ${failure}`);
  };
  return {
    receive(subscriber: number, text: string): void {
      const at = /"at":"([^"]+)"/.exec(text)?.[1];
      if (at === undefined) {
        failure ??= text;
        return;
      }
      latencies.push(performance.timeOrigin + performance.now() - Date.parse(at));
      seen[subscriber]?.add(at);
    },
    fail(reason: string): void {
      failure ??= reason;
    },
    progress() {
      check();
      return { waiting: seen.flatMap(({ size }, n) => (size === 0 ? [n] : [])), received: latencies.length };
    },
    reset(): void {
      latencies = [];
      for (const one of seen) one.clear();
    },
    results() {
      check();
      const sorted = latencies.toSorted((one, other) => one - other);
      const percentile = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? -1;
      const distinct = seen.reduce((sum, { size }) => sum + size, 0);
      return { received: sorted.length, distinct, p50Ms: percentile(0.5), p99Ms: percentile(0.99) };
    },
  };
}
