import cluster, { type Worker } from 'node:cluster';

/** Interval of the heartbeats, and the number that a worker may miss, as for the liveness probe in Kubernetes. */
const [intervalMs, maxMissed] = [10_000, 6];

const beat = 'alive';

/** Sends heartbeats to the parent of this worker, for as long as its event loop runs. */
export function startHeartbeat(): void {
  setInterval(() => cluster.worker?.send(beat), intervalMs).unref();
}

/** Returns whether a message of a worker is a heartbeat. */
export function isHeartbeat(message: unknown): boolean {
  return message === beat;
}

/** Kills a worker whose heartbeats stop. Counts intervals, since the machine may have been suspended. */
export function watchHeartbeat(worker: Worker, onHang: () => void): void {
  const { process: child } = worker;
  let missed = 0;
  const timer = setInterval(() => {
    missed += 1;
    if (missed < maxMissed) return;
    clearInterval(timer);
    onHang();
    child.kill('SIGKILL');
  }, intervalMs).unref();
  worker.on('message', (message: unknown) => {
    if (isHeartbeat(message)) missed = 0;
  });
  worker.once('exit', () => clearInterval(timer));
}
