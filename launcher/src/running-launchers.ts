import { join } from 'node:path';
import type { ServicePort } from './check-ports-free.ts';
import { createLeases } from './leases.ts';
import { poll } from './poll.ts';

/** Time that a service may take to drain, in milliseconds. */
const drainTimeoutMs = 15_000;

const stoppingNote = 'leaving';

/** Opens the launchers of a data folder. Their leases record their ports, or that they are stopping. */
export function openLaunchers(dataDir: string) {
  const folder = join(dataDir, 'launchers');
  const leases = createLeases(join(folder, 'leases'));
  const noneStops = () => leases.readLive().every(({ note }) => note !== stoppingNote) || undefined;
  return {
    /** Path of the lock under which launchers start. */
    lock: join(folder, 'lock'),
    leases,
    /** Waits for stopping launchers, since a user may start again before they have ended. */
    waitForStopping: (signal?: AbortSignal) =>
      poll(noneStops, { everyMs: 30, timeoutMs: drainTimeoutMs, ...(signal && { signal }) }),
    /** Throws if a launcher has one of the ports. It may have started so recently that nothing listens yet. */
    checkNotTaken: (ports: readonly ServicePort[]): void => {
      for (const { pid, note } of leases.readLive()) {
        const taken = ports.find(({ port }) => note.split(',').includes(String(port)));
        if (taken === undefined) continue;
        throw new Error(
          `Port ${taken.port} is busy: the launcher with process id ${pid} uses it. Stop that launcher, or set ${taken.variable} to a free port.`,
        );
      }
    },
    /** Adds this process, with its ports. */
    add: (ports: readonly ServicePort[]) => {
      const lease = leases.acquire(ports.map(({ port }) => port).join());
      return { stopping: () => lease.change(stoppingNote), ended: lease.release };
    },
  };
}
