import { availableParallelism } from 'node:os';
import { deferred, type Environment } from '@supergraph/service-kit/config.ts';
import { variable } from '@supergraph/service-kit/variables.ts';

/** Number of processes that serve together. */
export const workerCount = variable('WORKERS', {
  about:
    'Processes that [share the port](topologies.md#all-cores-of-one-machine); `auto` is one for each core.',
  accepts: '1 to 64, or `auto`',
  fallback: 1,
  parse: (value) => {
    if (value === 'auto') return Math.min(64, availableParallelism());
    if (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 64) return Number(value);
    throw new Error('must be auto or a whole number from 1 to 64');
  },
});

/** Reads WORKERS alone. Returns 1 if it is malformed, since the gateway then reports all problems. */
export function readWorkerCount(env: Environment): number {
  try {
    return deferred(workerCount).read(env)();
  } catch {
    return 1;
  }
}
