import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkPortsFree, type WantedPort } from '../port-free.ts';
import type { PostgresAccount } from './postgres-account.ts';
import { disownPostmaster, isServerOf, readPostmaster } from './postmaster-file.ts';

/** A server that accepts connections. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** Options of a server. */
export interface ServerOptions {
  /** Path of the program. */
  readonly postgres: string;
  readonly cluster: string;
  readonly account: PostgresAccount | undefined;
  readonly port: number;
  /** File with the output of the newest server. */
  readonly logFile: string;
}

const host = '127.0.0.1';
/** Time limit of a start: recovery after a kill reads at most the data since the last checkpoint. */
const startDeadline = 60_000;
/** Time that sessions of a killed server may take to notice it and end. */
const leftoverDeadline = 10_000;

/**
 * Starts the server of a cluster, or joins the one that already runs, whatever its port: after a kill -9 of its
 * parent it goes on serving. Throws when the port is taken, or with the server's own last words.
 */
export async function startPostgresServer(options: ServerOptions): Promise<RunningServer> {
  const began = Date.now();
  for (;;) {
    const found = await findServer(options.cluster, began + startDeadline);
    if (found !== undefined) return found;
    await checkPortsFree([postgresPort(options.port)]);
    disownPostmaster(options.cluster);
    const started = await spawnServer(options);
    if (started !== undefined) return started;
    const words = readFileSync(options.logFile, 'utf8').trim();
    const isLeftover = /pre-existing shared memory block|lock file .* already exists/.test(words);
    if (!isLeftover || Date.now() - began > leftoverDeadline) {
      throw new Error(`PostgreSQL did not start. It said:\n${words.split('\n').slice(-5).join('\n')}`);
    }
    await sleep(100);
  }
}

/** The port as its user sets it. */
export function postgresPort(port: number): WantedPort {
  return { variable: 'POSTGRES_PORT', port, host };
}

/** Returns whether the server still runs and accepts connections. */
export function isServing(cluster: string, { pid }: RunningServer): boolean {
  const state = readPostmaster(cluster);
  return state.kind === 'ready' && state.pid === pid;
}

/** Stops the server of a cluster if one runs. Sessions are cut off, and all acknowledged data is on disk. */
export async function stopPostgresServer(cluster: string): Promise<void> {
  // "Fast" shutdown, then "immediate", which leaves recovery to the next start, then force.
  const steps = [
    { signal: 'SIGINT', patience: 10_000 },
    { signal: 'SIGQUIT', patience: 5000 },
    { signal: 'SIGKILL', patience: 5000 },
  ] as const;
  for (const { signal, patience } of steps) {
    const state = readPostmaster(cluster);
    if (state.kind !== 'ready' && state.kind !== 'busy') return;
    process.kill(state.pid, signal);
    if (await isGone(cluster, state.pid, patience)) return;
  }
}

async function isGone(cluster: string, pid: number, patience: number): Promise<boolean> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    // It removes its file a moment before it ends.
    if (!isServerOf(pid, cluster)) return true;
    await sleep(10);
  }
  return false;
}

/** Waits for a server that starts or stops. Returns undefined if none runs. */
async function findServer(cluster: string, deadline: number): Promise<RunningServer | undefined> {
  for (;;) {
    const state = readPostmaster(cluster);
    if (state.kind === 'ready') return { pid: state.pid, port: state.port };
    if (state.kind !== 'busy') return undefined;
    if (Date.now() > deadline) {
      throw new Error(`The PostgreSQL server with process id ${state.pid} neither starts nor stops.`);
    }
    await sleep(20);
  }
}

/** Returns undefined if the server ended before it was ready. */
async function spawnServer(options: ServerOptions): Promise<RunningServer | undefined> {
  const log = openSync(options.logFile, 'w', 0o600);
  const settings = {
    listen_addresses: host,
    port: options.port,
    unix_socket_directories: '',
    shared_buffers: '64MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  // A group of its own: Ctrl-C in the terminal must not cut the services off before they have drained.
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
  return await becomesReady(options.cluster, child);
}

async function becomesReady(cluster: string, child: ChildProcess): Promise<RunningServer | undefined> {
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const deadline = Date.now() + startDeadline;
  while (child.exitCode === null && child.signalCode === null) {
    const state = readPostmaster(cluster);
    if (state.kind === 'ready' && state.pid === child.pid) return { pid: state.pid, port: state.port };
    if (failure !== undefined) throw failure;
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw new Error(`PostgreSQL was not ready after ${startDeadline / 1000} seconds.`);
    }
    await sleep(10);
  }
  return undefined;
}
