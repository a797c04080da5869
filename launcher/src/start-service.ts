import { type ChildProcess, spawn } from 'node:child_process';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { exitCodeOfBadConfig } from '@supergraph/service-kit/run-process.ts';
import { createBackoff } from './backoff.ts';

/** What to run, and whom to tell. */
export interface ServiceOptions {
  readonly name: string;
  /** The path of its main file. */
  readonly main: string;
  readonly env: Environment;
  readonly log: (sentence: string) => void;
  /** Called when it refuses its configuration: it is not started again. */
  readonly onRefused: () => void;
}

/** A service in a process of its own that is started again whenever it ends. */
export interface Service {
  /** The URL that it serves, once it does so for the first time. */
  readonly ready: Promise<string>;
  /** Lets it finish what is in flight. */
  readonly stop: () => Promise<void>;
  /** Ends it at once. */
  readonly kill: () => void;
}

/** How long a service may drain. */
const drainMilliseconds = 15_000;

/** Starts a service, and again with growing pauses whenever it ends by itself. */
export function startService({ name, main, env, log, onRefused }: ServiceOptions): Service {
  const backoff = createBackoff();
  const ready = Promise.withResolvers<string>();
  let child: ChildProcess | undefined;
  let restart: NodeJS.Timeout | undefined;
  let isStopping = false;
  let hasServed = false;
  let isBack = false;
  const onEnd = (reason: string, code: number | null): void => {
    child = undefined;
    if (isStopping) return;
    // Once it has served, its settings are good: its port may be taken for a moment.
    if (code === exitCodeOfBadConfig && !hasServed) {
      onRefused();
      return;
    }
    const delay = backoff.next();
    isBack = true;
    log(`${name} ended by itself (${reason}): starting it again in ${delay / 1000} s`);
    restart = setTimeout(run, delay);
  };
  const run = (): void => {
    child = spawnService(main, env, onEnd);
    child.on('message', (message) => {
      const url = readReadyUrl(message);
      if (url === undefined) return;
      if (isBack) log(`${name} is back on ${url}`);
      hasServed = true;
      ready.resolve(url);
    });
  };
  run();
  return {
    ready: ready.promise,
    stop: async () => {
      isStopping = true;
      clearTimeout(restart);
      if (child !== undefined) await endProcess(child);
    },
    kill: () => {
      isStopping = true;
      clearTimeout(restart);
      child?.kill('SIGKILL');
    },
  };
}

/**
 * A group of its own keeps Ctrl-C in the terminal from reaching it, so that the launcher decides in which order
 * things stop; should the launcher die, the service sees its IPC channel close.
 */
function spawnService(
  main: string,
  env: Environment,
  onEnd: (reason: string, code: number | null) => void,
): ChildProcess {
  const child = spawn(process.execPath, [main], {
    env: { ...env },
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.once('error', (error) => {
    if (child.pid === undefined) onEnd(error.message, null);
  });
  child.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`, code));
  return child;
}

async function endProcess(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), drainMilliseconds);
  await ended;
  clearTimeout(timer);
}

function readReadyUrl(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const isReady = 'type' in message && message.type === 'ready';
  return isReady && 'url' in message && typeof message.url === 'string' ? message.url : undefined;
}
