import { on } from 'node:events';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import { ConfigError, type Environment } from './config.ts';

/** A service that serves. */
export interface RunningService {
  readonly url: string;
  /** Number of requests that are accepted and not yet answered in full. */
  readonly inFlight: () => number;
  /** Finishes requests in flight and releases everything. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** Hooks of the process that starts a service. */
export interface ProcessOverrides {
  /** Awaited once the service could listen. A port that is busy then is tried again for some seconds. default: none */
  readonly beforeListen?: (() => Promise<void>) | undefined;
}

/**
 * Argument of a process that replaces a running one. It sends `prepared` to its parent before it listens, and waits for
 * `listen`: the running process serves until nothing can fail any more.
 */
export const takeOverArgument = '--take-over';

/** The exit code of a process that refuses its configuration (EX_CONFIG of sysexits.h): retrying is useless. */
export const exitCodeOfBadConfig = 78;

/**
 * Runs a service as this process: starts it, and tells a parent with an IPC channel where it serves. Stops it on SIGTERM,
 * SIGINT or SIGHUP, or when the parent is gone; the same signal again ends the process at once. A service that cannot
 * start says why and exits.
 */
export async function runProcess(
  self: NodeJS.Process,
  start: (env: Environment, overrides: ProcessOverrides) => Promise<RunningService>,
): Promise<void> {
  // Nobody may read it any more; what it tells is not worth a crash.
  self.stderr.on('error', () => {});
  const fail = (error: unknown): never => {
    self.stderr.write(`${describe(error)}\n`);
    self.exit(error instanceof ConfigError ? exitCodeOfBadConfig : 1);
  };
  let service: RunningService | undefined;
  // Until it serves there is nothing in flight to finish; a migration that is cut off leaves nothing half done.
  const stop = (): void => {
    if (service === undefined) self.exit(0);
    service
      .stop()
      .then(() => flush(self.stdout))
      .then(() => self.exit(0), fail);
  };
  onSignals(self, stop, () => service?.inFlight() ?? 0);
  self.once('disconnect', stop);
  // The parent may have gone while this process was still loading its code.
  if (self.connected === false) stop();
  const beforeListen = (): Promise<void> => askParent(self, 'prepared', 'listen');
  const overrides = self.argv.includes(takeOverArgument) ? { beforeListen } : {};
  service = await start(self.env, overrides).catch(fail);
  if (self.connected) self.send?.({ type: 'ready', url: service.url });
}

/** Sends a message to the parent process and waits for the answer. Exits if the parent is gone. */
export async function askParent(self: NodeJS.Process, message: string, answer: string): Promise<void> {
  const leave = (): never => self.exit(0);
  self.once('disconnect', leave);
  self.send?.(message);
  for await (const [received] of on(self, 'message')) if (received === answer) break;
  self.off('disconnect', leave);
}

function onSignals(self: NodeJS.Process, stop: () => void, inFlight: () => number): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    self.once(signal, () => {
      self.once(signal, () => {
        self.stderr.write(`${signal} came again: ending at once. Requests cut off: ${inFlight()}.\n`);
        self.exit(128 + constants.signals[signal]);
      });
      stop();
    });
  }
  // Node opens its inspector on this signal: whoever may send it could run code with the keys of the process.
  if (self.env.NODE_ENV === 'production') self.on('SIGUSR1', () => {});
}

/** Waits until a reader of the log has its last lines, for a second at the most. */
function flush(output: Writable): Promise<void> {
  if (output.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    setTimeout(resolve, 1_000);
    output.write('', () => resolve());
  });
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}
