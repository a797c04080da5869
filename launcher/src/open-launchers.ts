import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLeases, type Leases } from './leases.ts';

/** The note of a launcher that is on its way out. */
export const leavingNote = 'leaving';

/** As long as a service may drain. */
const leavingPatience = 15_000;

/** The launchers of one data folder. */
export interface Launchers {
  /** The path of the lock under which they start. */
  readonly lock: string;
  /** Of those that run. */
  readonly leases: Leases;
  /** Waits for those that were told to stop: whoever told them may be back before they are gone. */
  readonly waitForLeaving: () => Promise<void>;
}

/** Looks at the launchers of a data folder; nothing is written. */
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
