import type { Counts, Histogram, StatusSnapshot } from '../../../status/status-snapshot.ts';

/** Snapshots of the last minutes. */
export type History = ReturnType<typeof createHistory>;

/** Change from one snapshot to a later one. */
export type Change = ReturnType<typeof createChange>;

/** Time over which figures are computed, in milliseconds. */
const windowMs = 60_000;

/** Number of snapshots that the page keeps: two minutes. */
const maxSnapshots = 120;

/** Creates an empty history. It begins again if the gateway restarts. */
export function createHistory() {
  let snapshots: readonly StatusSnapshot[] = [];
  return {
    add(snapshot: StatusSnapshot): void {
      const last = snapshots.at(-1);
      if (last?.at === snapshot.at) return;
      const isOther =
        last !== undefined && (uptimeOf(snapshot) < uptimeOf(last) || snapshot.worker !== last.worker);
      snapshots = isOther ? [snapshot] : [...snapshots.slice(1 - maxSnapshots), snapshot];
    },
    latest: (): StatusSnapshot | undefined => snapshots.at(-1),
    /** Returns the change during the last minute, or since the page was opened. */
    recent(): Change {
      const last = snapshots.at(-1);
      const first = snapshots.find(({ at }) => at >= (last?.at ?? 0) - windowMs);
      return createChange(first, last);
    },
    /** Returns a figure of each second, oldest first. */
    series: (figure: (change: Change) => number): readonly number[] =>
      snapshots.slice(1).map((snapshot, at) => figure(createChange(snapshots[at], snapshot))),
  };
}

function uptimeOf({ processes }: StatusSnapshot): number {
  return processes[0]?.figures?.uptimeSeconds ?? 0;
}

/** Creates the change from one snapshot to another. A count that is lower than before belongs to a process that restarted. */
function createChange(from: StatusSnapshot | undefined, to: StatusSnapshot | undefined) {
  const seconds = Math.max(0, ((to?.at ?? 0) - (from?.at ?? 0)) / 1_000);
  const grow = (read: (snapshot: StatusSnapshot) => number | undefined): number => {
    const [before, after] = [from && read(from), to && read(to)];
    if (from === to || after === undefined) return 0;
    return after < (before ?? 0) ? after : after - (before ?? 0);
  };
  return {
    seconds,
    grow,
    /** Returns whether both snapshots have a figure. */
    spans: (read: (snapshot: StatusSnapshot) => unknown): boolean =>
      from !== undefined && to !== undefined && read(from) !== undefined && read(to) !== undefined,
    /** Returns growth for each second. */
    rate: (read: (snapshot: StatusSnapshot) => number | undefined): number =>
      seconds === 0 ? 0 : grow(read) / seconds,
    /** Returns the values that were added to a histogram. */
    histogram(read: (snapshot: StatusSnapshot) => Histogram | undefined): Histogram {
      const { bounds = [], counts = [] } = (to && read(to)) ?? {};
      const added = counts.map((_, at) => grow((snapshot) => read(snapshot)?.counts[at]));
      return { bounds, counts: added, sum: grow((snapshot) => read(snapshot)?.sum) };
    },
  };
}

/** Returns the number of values in a histogram. */
export function countOf(histogram: Histogram | undefined): number {
  return totalOf(histogram?.counts ?? []);
}

/** Returns the sum of counts. */
export function totalOf(counts: Counts | readonly number[]): number {
  return Object.values(counts).reduce((total: number, count: number) => total + count, 0);
}

/**
 * Returns a quantile of a histogram, interpolated within its bucket; undefined if the histogram is empty, and Infinity above the
 * highest bound.
 */
export function quantileOf(histogram: Histogram, share: number): number | undefined {
  const { bounds, counts } = histogram;
  const wanted = share * countOf(histogram);
  if (wanted === 0) return undefined;
  let below = 0;
  for (const [at, count] of counts.entries()) {
    if (below + count >= wanted && count > 0) {
      const [low, high] = [bounds[at - 1] ?? 0, bounds[at]];
      return high === undefined ? Number.POSITIVE_INFINITY : low + ((high - low) * (wanted - below)) / count;
    }
    below += count;
  }
  return undefined;
}
