import { join } from 'node:path';
import type { ServicePort } from './check-ports-free.ts';
import { createLeases, type Leases } from './leases.ts';
import { poll } from './poll.ts';

/** Time that a service may take to drain, in milliseconds. */
const drainTimeoutMs = 15_000;

const stoppingNote = 'leaving';

export interface Launchers {
  /** Path of the lock under which they start. */
  readonly lock: string;
  /** Leases of the running launchers. Each notes its ports, or that it is stopping. */
  readonly leases: Leases;
  /** Waits for launchers that are stopping: their user may start again before they have ended. */
  readonly waitForStopping: () => Promise<void>;
  /** Throws if a launcher has one of the ports. It may have started so recently that nothing listens yet. */
  readonly checkNotTaken: (ports: readonly ServicePort[]) => void;
  /** Adds this process, with its ports. */
  readonly add: (ports: readonly ServicePort[]) => {
    readonly stopping: () => void;
    readonly ended: () => void;
  };
}

/** Reads the launchers of a data folder. */
export function openLaunchers(dataDir: string): Launchers {
  const folder = join(dataDir, 'launchers');
  const leases = createLeases(join(folder, 'leases'));
  const noneStops = () => leases.readLive().every(({ note }) => note !== stoppingNote) || undefined;
  return {
    lock: join(folder, 'lock'),
    leases,
    waitForStopping: async () => {
      await poll(noneStops, { everyMs: 30, timeoutMs: drainTimeoutMs });
    },
    checkNotTaken: (ports) => {
      for (const { pid, note } of leases.readLive()) {
        const taken = ports.find(({ port }) => note.split(',').includes(String(port)));
        if (taken === undefined) continue;
        throw new Error(
          `Port ${taken.port} is busy: what process ${pid} started runs there. Stop it, or set ${taken.variable} to a free port.`,
        );
      }
    },
    add: (ports) => {
      const lease = leases.acquire(ports.map(({ port }) => port).join());
      return { stopping: () => lease.change(stoppingNote), ended: lease.release };
    },
  };
}
