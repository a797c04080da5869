import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBackoff } from '@supergraph/service-kit/backoff.ts';
import { withFileLock } from '../../file-lock.mjs';
import { checkPortsFree } from '../check-ports-free.ts';
import { preparePostgresData } from '../data-folder.ts';
import { createLeases } from '../leases.ts';
import { administrator, initializeCluster } from './initialize-cluster.ts';
import { findPostgresAccount } from './postgres-account.ts';
import { loadPostgresBinaries } from './postgres-binaries.ts';
import { openPostgresFolder, type PostgresFolder } from './postgres-folder.ts';
import {
  isServing,
  killPostgresServer,
  type PostgresServer,
  postgresPort,
  startPostgresServer,
  stopPostgresServer,
} from './postgres-server.ts';
import { provisionDatabase } from './provision-database.ts';

type Log = (sentence: string) => void;

/** Data folder of the server, and its address. */
export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** Port on the loopback address. A server of this data folder that already runs keeps its port. */
  readonly port: number;
  readonly log?: Log;
  /** Advice if there are no binaries: the last sentence of that error. */
  readonly alternative?: string;
  /** Ends the wait for another process that starts or stops the server. */
  readonly signal?: AbortSignal | undefined;
}

/** One real PostgreSQL server, restarted whenever it dies. */
export type EmbeddedPostgres = Awaited<ReturnType<typeof startEmbeddedPostgres>>;

/**
 * Starts the PostgreSQL of a data folder, or joins a running one. An acknowledged write survives a kill of
 * any process: PostgreSQL's durability settings stay on.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions) {
  const { dataDir, log = () => {}, alternative = 'Use another PostgreSQL.', signal } = options;
  preparePostgresData(dataDir);
  const lock = join(dataDir, 'postgres', 'lock');
  const leases = createLeases(join(dataDir, 'postgres', 'leases'));
  let release = () => {};
  let endAtOnce = () => {};
  const open = async () => {
    leases.sweep();
    const folder = await openPostgresFolder(dataDir);
    // From now on no other user that ends at once takes the server down.
    release = leases.acquire().release;
    endAtOnce = () => {
      release();
      if (leases.readLive().length === 0) killPostgresServer(folder.cluster);
    };
    process.once('exit', endAtOnce);
    try {
      const server = await startServer(folder, { port: options.port, log, alternative });
      return { folder, server };
    } catch (error) {
      release();
      throw error;
    }
  };
  const { folder, server } = await withFileLock(lock, open, undefined, signal);
  const urlOf = (name: string, database = name) =>
    `postgres://${name}:${folder.passwordOf(name)}@127.0.0.1:${server.port}/${database}?sslmode=disable`;
  const adminUrl = urlOf(administrator);
  const restart = () =>
    withFileLock(lock, () => startServer(folder, { port: server.port, log, alternative }));
  const watch = keepRunning(folder.cluster, server, restart, log);
  const stop = async () => {
    await watch.stop();
    await withFileLock(lock, async () => {
      release();
      if (leases.readLive().length === 0) await stopPostgresServer(folder.cluster);
    });
    process.off('exit', endAtOnce);
  };
  let stopped: Promise<void> | undefined;
  return {
    /** URL of the superuser. */
    adminUrl,
    /** Creates a role and its own database with this name if they are missing. Returns the URL for the role. */
    provision: async (name: string): Promise<string> => {
      await withFileLock(lock, () => provisionDatabase(adminUrl, name, folder.passwordOf(name)));
      return urlOf(name);
    },
    /** Ends the use of the server. The last user stops it. */
    stop: () => (stopped ??= stop()),
  };
}

async function startServer(
  folder: PostgresFolder,
  { port, log, alternative }: { readonly port: number; readonly log: Log; readonly alternative: string },
): Promise<PostgresServer> {
  const binaries = await loadPostgresBinaries(alternative);
  if (!existsSync(folder.cluster)) {
    // Without a cluster, no server of ours runs, so another program has the port.
    await checkPortsFree([postgresPort(port)]);
    log('creating the database cluster (once)');
    await initializeCluster(folder, binaries, findPostgresAccount(folder.cluster));
  }
  return await startPostgresServer({
    postgres: binaries.postgres,
    cluster: folder.cluster,
    account: findPostgresAccount(folder.cluster),
    port,
    logFile: join(folder.path, 'server.log'),
  });
}

/** Restarts an ended server, with growing pauses, until it is stopped. */
function keepRunning(
  cluster: string,
  server: PostgresServer,
  restart: () => Promise<PostgresServer>,
  log: Log,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const nextDelay = createBackoff();
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  const watch = async () => {
    let current = server;
    while (!signal.aborted) {
      await pause(200);
      if (signal.aborted || isServing(cluster, current)) continue;
      const delay = nextDelay();
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
    stop: () => {
      stopping.abort();
      return watching;
    },
  };
}
