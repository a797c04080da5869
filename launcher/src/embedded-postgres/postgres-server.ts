import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPortsFree, type ServicePort } from '../check-ports-free.ts';
import { poll } from '../poll.ts';
import type { PostgresAccount } from './postgres-account.ts';
import { adoptPidFile, readPostmaster, runsCluster } from './postmaster-file.ts';

/** A server that accepts connections. */
export interface PostgresServer {
  readonly pid: number;
  readonly port: number;
}

export interface ServerOptions {
  readonly postgres: string;
  readonly cluster: string;
  readonly account: PostgresAccount | undefined;
  readonly port: number;
  /** File with the output of the newest server. */
  readonly logFile: string;
}

const host = '127.0.0.1';
/** Time limit of a start: recovery after a kill reads at most the data since the last checkpoint. */
const startTimeoutMs = 60_000;
/** Time that sessions of a killed server may take to notice it and end. */
const leftoverTimeoutMs = 10_000;

/**
 * Starts the server of a cluster, or joins a running one on any port: the server outlives a kill -9 of its
 * parent. Throws if the port is taken, or with the server's last output.
 */
export async function startPostgresServer(options: ServerOptions): Promise<PostgresServer> {
  const began = Date.now();
  for (;;) {
    const found = await findServer(options.cluster, began + startTimeoutMs - Date.now());
    if (found !== undefined) return found;
    await checkPortsFree([postgresPort(options.port)]);
    adoptPidFile(options.cluster);
    const started = await spawnServer(options);
    if (started !== undefined) return started;
    const output = readFileSync(options.logFile, 'utf8').trim();
    const isLeftover = /pre-existing shared memory block|lock file .* already exists/.test(output);
    if (!isLeftover || Date.now() - began > leftoverTimeoutMs) {
      throw new Error(`PostgreSQL did not start. It said:\n${output.split('\n').slice(-5).join('\n')}`);
    }
    await sleep(100);
  }
}

/** Returns the configured port with its variable and address. */
export function postgresPort(port: number): ServicePort {
  return { variable: 'POSTGRES_PORT', port, host };
}

/** Returns whether the server still runs and accepts connections. */
export function isServing(cluster: string, { pid }: PostgresServer): boolean {
  const state = readPostmaster(cluster);
  return state.kind === 'ready' && state.pid === pid;
}

/**
 * Stops the server of a cluster if one runs. Open sessions are terminated, and all acknowledged data is on
 * disk.
 */
export async function stopPostgresServer(cluster: string): Promise<void> {
  // "Fast" shutdown, then "immediate", which leaves recovery to the next start, then force.
  const steps = [
    { signal: 'SIGINT', timeoutMs: 10_000 },
    { signal: 'SIGQUIT', timeoutMs: 5_000 },
    { signal: 'SIGKILL', timeoutMs: 5_000 },
  ] as const;
  for (const { signal, timeoutMs } of steps) {
    const state = readPostmaster(cluster);
    if (state.kind !== 'ready' && state.kind !== 'busy') return;
    const { pid } = state;
    process.kill(pid, signal);
    // It removes its file shortly before it ends.
    if (await poll(() => !runsCluster(pid, cluster) || undefined, { everyMs: 10, timeoutMs })) return;
  }
}

/** Ends the server of a cluster at once. The next start recovers what is only in its log yet. */
export function killPostgresServer(cluster: string): void {
  const state = readPostmaster(cluster);
  if (state.kind === 'ready' || state.kind === 'busy') process.kill(state.pid, 'SIGQUIT');
}

/** Waits for a server that starts or stops. Returns undefined if none runs. */
async function findServer(cluster: string, timeoutMs: number): Promise<PostgresServer | undefined> {
  let pid = 0;
  const readSettled = () => {
    const state = readPostmaster(cluster);
    if (state.kind !== 'busy') return state;
    pid = state.pid;
    return undefined;
  };
  const state = await poll(readSettled, { everyMs: 20, timeoutMs });
  if (state === undefined)
    throw new Error(`The PostgreSQL server with process id ${pid} neither starts nor stops.`);
  return state.kind === 'ready' ? state : undefined;
}

/** Returns undefined if the server ended before it was ready. */
async function spawnServer(options: ServerOptions): Promise<PostgresServer | undefined> {
  const log = openSync(options.logFile, 'w', 0o600);
  const settings = {
    listen_addresses: host,
    port: options.port,
    unix_socket_directories: '',
    shared_buffers: '64MB',
    // Each service has pools of its own, and every subgraph and replica on this machine adds some.
    max_connections: 300,
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  // Its own process group, so that Ctrl-C does not stop the database before the services have drained.
  const child = spawn(
    options.postgres,
    [
      '-D',
      options.cluster,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      ...options.account,
      cwd: options.cluster,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C' },
    },
  );
  closeSync(log);
  child.unref();
  return await waitUntilReady(options.cluster, child);
}

async function waitUntilReady(cluster: string, child: ChildProcess): Promise<PostgresServer | undefined> {
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const readOutcome = () => {
    if (child.exitCode !== null || child.signalCode !== null) return 'ended';
    const state = readPostmaster(cluster);
    if (state.kind === 'ready' && state.pid === child.pid) return state;
    if (failure !== undefined) throw failure;
    return undefined;
  };
  const outcome = await poll(readOutcome, { everyMs: 10, timeoutMs: startTimeoutMs });
  if (outcome !== undefined) return outcome === 'ended' ? undefined : outcome;
  child.kill('SIGQUIT');
  throw new Error(`PostgreSQL was not ready after ${startTimeoutMs / 1000} seconds.`);
}
