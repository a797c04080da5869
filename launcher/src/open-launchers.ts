import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLeases, type Leases } from './leases.ts';

/** Note of a launcher that is stopping. */
export const leavingNote = 'leaving';

/** Time that a service may take to drain, in milliseconds. */
const leavingPatience = 15_000;

/** Launchers of one data folder. */
export interface Launchers {
  /** Path of the lock under which they start. */
  readonly lock: string;
  /** Leases of the running launchers. */
  readonly leases: Leases;
  /** Waits for launchers that are stopping: their user may start again before they are gone. */
  readonly waitForLeaving: () => Promise<void>;
}

/** Reads the launchers of a data folder. Writes nothing. */
export function openLaunchers(dataDir: string): Launchers {
  const folder = join(dataDir, 'launchers');
  const leases = createLeases(join(folder, 'leases'));
  const waitForLeaving = async () => {
    const deadline = Date.now() + leavingPatience;
    while (leases.readLive().some(({ note }) => note === leavingNote) && Date.now() < deadline)
      await sleep(30);
  };
  return { lock: join(folder, 'lock'), leases, waitForLeaving };
}
