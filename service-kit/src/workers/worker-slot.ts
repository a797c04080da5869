import cluster from 'node:cluster';
import { argv } from 'node:process';

/** Argument of a worker, followed by its slot. */
export const slotArgument = '--worker=';

/** Returns the slot of this worker, from 1, or undefined if this process is not a worker. A restarted worker keeps it. */
export function workerSlot(): number | undefined {
  if (!cluster.isWorker) return undefined;
  const slot = argv.find((argument) => argument.startsWith(slotArgument));
  return slot === undefined ? undefined : Number(slot.slice(slotArgument.length));
}

/** Returns the part of a log line or of `/ready` that names the worker, which is empty if this process is not one. */
export function describeWorker(): Readonly<Record<string, number>> {
  const worker = workerSlot();
  return worker === undefined ? {} : { worker };
}
