import { createAlarm } from '../alarm.ts';

/** Claims of one member of a group, which the broker keeps. */
export interface PartitionClaims {
  /** Returns the number of living members of the group, this one included. */
  readonly countMembers: () => Promise<number>;
  /** Claims a partition, or renews the claim. Returns false if another member has it. */
  readonly claim: (partition: string) => Promise<boolean>;
  readonly release: (partition: string) => Promise<void>;
}

/** Options of a member's work. */
export interface ShareOptions {
  readonly partitions: readonly string[];
  readonly claims: PartitionClaims;
  /** Handles the events of a claimed partition until the signal aborts. Rejects if it cannot go on. */
  readonly run: (partition: string, signal: AbortSignal) => Promise<void>;
}

/** Interval of renewing claims, and of looking for free partitions, in milliseconds. */
const tickMs = 1_000;

/** A claimed partition whose events are handled. */
interface Runner {
  readonly stopped: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Claims a fair share of the partitions and runs them, until the signal aborts. Each member holds at most its share, and takes
 * what is free. So new members get work within seconds, and that of dead ones is taken over when the broker drops their
 * claims. Rejects if the broker fails, or if a partition does.
 */
export async function sharePartitions(options: ShareOptions, signal: AbortSignal): Promise<void> {
  const { partitions, claims, run } = options;
  const running = new Map<string, Runner>();
  // Not claimed again before their release has ended: brokers may handle the claim first, and then drop it.
  const leaving = new Set<string>();
  const failed = new AbortController();
  const isOver = (): boolean => signal.aborted || failed.signal.aborted;
  const alarm = createAlarm();
  const fail = (error: unknown): void => {
    failed.abort(error);
    alarm.ring();
  };
  const start = (partition: string): void => {
    const stopped = new AbortController();
    const end = async (): Promise<void> => {
      running.delete(partition);
      leaving.add(partition);
      await claims.release(partition).finally(() => leaving.delete(partition));
    };
    const ended = run(partition, stopped.signal).finally(end).catch(fail);
    running.set(partition, { stopped, ended });
  };
  const shareOut = async (): Promise<void> => {
    const share = Math.ceil(partitions.length / (await claims.countMembers()));
    for (const partition of partitions) {
      if (isOver()) return;
      if (leaving.has(partition)) continue;
      const runner = running.get(partition);
      if (runner === undefined && running.size >= share) continue;
      const isHeld = await claims.claim(partition);
      if (runner === undefined) {
        if (isHeld && isOver()) await claims.release(partition);
        else if (isHeld) start(partition);
      } else if (!isHeld || countKept(running) > share) runner.stopped.abort();
    }
  };
  signal.addEventListener('abort', alarm.ring, { once: true });
  try {
    while (!isOver()) {
      await shareOut();
      if (!isOver()) await alarm.wait(tickMs);
    }
    failed.signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', alarm.ring);
    const runners = [...running.values()];
    for (const { stopped } of runners) stopped.abort();
    await Promise.all(runners.map(({ ended }) => ended));
  }
}

function countKept(running: ReadonlyMap<string, Runner>): number {
  return [...running.values()].filter(({ stopped }) => !stopped.signal.aborted).length;
}
