/** Transactions that a snapshot of PostgreSQL shows: those below `xmax` that were not in progress. */
export interface Snapshot {
  readonly xmax: number;
  readonly inProgress: ReadonlySet<number>;
}

/** Returns whether a text is a snapshot as PostgreSQL writes it: `xmin:xmax:xip,…`. */
export function isSnapshot(text: string): boolean {
  return /^[1-9]\d{0,14}:[1-9]\d{0,14}:([1-9]\d{0,14}(,[1-9]\d{0,14})*)?$/.test(text);
}

/** Parses a snapshot. */
export function parseSnapshot(text: string): Snapshot {
  const [, xmax = '', xip = ''] = text.split(':');
  return { xmax: Number(xmax), inProgress: new Set(xip === '' ? [] : xip.split(',').map(Number)) };
}

/** Returns whether a snapshot shows a transaction that has committed. */
export function shows({ xmax, inProgress }: Snapshot, transaction: number): boolean {
  return transaction < xmax && !inProgress.has(transaction);
}

/**
 * Returns whether a snapshot shows more than another one of the same server. Of two snapshots, one always
 * shows everything that the other one shows.
 */
export function isLater(snapshot: string, other: string): boolean {
  if (snapshot === other) return false;
  const [one, two] = [parseSnapshot(snapshot), parseSnapshot(other)];
  return one.xmax === two.xmax ? one.inProgress.size < two.inProgress.size : one.xmax > two.xmax;
}
