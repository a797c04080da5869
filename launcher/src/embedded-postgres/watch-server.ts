import { setTimeout as sleep } from 'node:timers/promises';
import { createBackoff } from '../backoff.ts';
import { isServing, type RunningServer } from './postgres-server.ts';

/** Restarts a server that ended, with growing pauses, until it is stopped. */
export function watchServer({
  cluster,
  server,
  restart,
  log,
}: {
  readonly cluster: string;
  readonly server: RunningServer;
  readonly restart: () => Promise<RunningServer>;
  readonly log: (sentence: string) => void;
}): { readonly stop: () => Promise<void> } {
  const aborter = new AbortController();
  const { signal } = aborter;
  const backoff = createBackoff();
  const pause = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  const watch = async () => {
    let current = server;
    while (!signal.aborted) {
      await pause(200);
      if (signal.aborted || isServing(cluster, current)) continue;
      const delay = backoff.next();
      log(`PostgreSQL stopped by itself: starting it again in ${delay / 1000} s`);
      await pause(delay);
      if (signal.aborted) return;
      try {
        current = await restart();
        log(`PostgreSQL is back on port ${current.port}`);
      } catch (error) {
        log(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const watching = watch();
  return {
    stop: async () => {
      aborter.abort();
      await watching;
    },
  };
}
