import cluster, { type Worker } from 'node:cluster';
import { createBackoff } from '../backoff.ts';
import { ConfigError } from '../config.ts';
import type { Log } from '../log.ts';
import {
  exitCodeOfBadConfig,
  type ProcessOverrides,
  type RunningService,
  takeOverArgument,
} from '../run-process.ts';
import { isHeartbeat, watchHeartbeat } from './heartbeat.ts';
import { slotArgument } from './worker-slot.ts';

/**
 * Runs this program in several processes that share its port, and restarts each that ends or hangs, with growing pauses.
 * Resolves once all serve. Rejects if one cannot start. Stopping drains all at the same time. `beforeListen` is awaited
 * once the first worker is ready to listen: the running process then leaves the port to a program that can start.
 */
export async function startWorkers(
  self: NodeJS.Process,
  count: number,
  log: Log,
  { beforeListen = async () => {} }: ProcessOverrides = {},
): Promise<RunningService> {
  // Workers accept connections from one queue of the kernel. With round robin, Node's default, a connection on its way to a
  // killed worker is lost without an error, and those beyond the limits of all workers are handed from worker to worker
  // without end.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const fleet = createFleet(self, log, beforeListen);
  // The first one reports what is wrong with the configuration, and takes the port.
  const url = await fleet.start(1);
  await Promise.all(Array.from({ length: count - 1 }, (_, index) => fleet.start(index + 2)));
  log.info({ url, workers: count }, 'all workers serve');
  return { url, inFlight: () => undefined, stop: fleet.stop };
}

function createFleet(self: NodeJS.Process, log: Log, beforeListen: () => Promise<void>) {
  const live = new Map<number, Worker>();
  let stopped: Promise<void> | undefined;
  let args = self.argv.slice(2);
  const fork = (slot: number, onReady: (url: string) => void, onEnd: (code: number | null) => void): void => {
    cluster.setupPrimary({ args: [...args, `${slotArgument}${slot}`] });
    const worker = cluster.fork();
    live.set(slot, worker);
    const { process: child } = worker;
    // A message to a worker that has just ended fails. Its event `exit` follows.
    worker.on('error', () => {});
    log.info({ worker: slot, pid: child.pid }, 'started a worker');
    worker.on('message', (message: unknown) => {
      const { type, url } = Object(message);
      // It is this process that waits for another one to leave the port.
      if (message === 'prepared')
        void beforeListen().then(() => worker.isConnected() && worker.send('listen'));
      else if (type === 'ready') {
        watchHeartbeat(worker, () => log.warn({ worker: slot }, 'a worker hangs: killing it'));
        onReady(String(url));
      } else if (!isHeartbeat(message))
        for (const peer of live.values())
          if (peer !== worker && peer.isConnected()) peer.send(Object(message));
    });
    worker.once('exit', (code, signal) => {
      live.delete(slot);
      if (stopped === undefined) log.warn({ worker: slot, code, signal }, 'a worker has ended');
      onEnd(code);
    });
  };
  const start = (slot: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const nextDelay = createBackoff();
      let hasServed = false;
      const onReady = (url: string): void => {
        // The others share the port that the first one took over.
        args = args.filter((argument) => argument !== takeOverArgument);
        if (hasServed) log.info({ worker: slot }, 'the worker serves again');
        hasServed = true;
        resolve(url);
      };
      const onEnd = (code: number | null): void => {
        if (stopped !== undefined) return;
        // Once it has served, its settings are valid, and what it lacks may come back.
        if (!hasServed) reject(failure(code));
        else setTimeout(() => stopped ?? fork(slot, onReady, onEnd), nextDelay());
      };
      fork(slot, onReady, onEnd);
    });
  const stopAll = async (): Promise<void> => {
    await Promise.all([...live.values()].map(endWorker));
  };
  // A second signal ends this process at once, and with it the workers.
  self.once('exit', () => {
    for (const worker of live.values()) worker.kill('SIGKILL');
  });
  return { start, stop: () => (stopped ??= stopAll()) };
}

function failure(code: number | null): Error {
  const message = 'A worker could not start: its message is above.';
  return code === exitCodeOfBadConfig ? new ConfigError([message]) : new Error(message);
}

async function endWorker(worker: Worker): Promise<void> {
  const { process: child } = worker;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  // Service managers may have sent SIGTERM to all processes, and the same signal again would end a worker at once.
  if (child.kill('SIGHUP')) await ended;
}
