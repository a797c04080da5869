import { on } from 'node:events';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import { ConfigError, type Environment, isProduction } from './config.ts';

export interface RunningService {
  readonly url: string;
  /** Number of requests that are accepted and not yet fully answered, or undefined if this process does not know. */
  readonly inFlight: () => number | undefined;
  /** Finishes requests in flight and releases all resources. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** Hooks of a process that starts a service. */
export interface ProcessOverrides {
  /**
   * Awaited once the service is ready to listen. If the port is busy afterwards, listening is retried for some seconds.
   * default: none
   */
  readonly beforeListen?: (() => Promise<void>) | undefined;
}

/**
 * Argument of a process that replaces a running one. It sends `prepared` to its parent before it listens, and waits for
 * `listen`. The running process serves until the new one can no longer fail.
 */
export const takeOverArgument = '--take-over';

/** Exit code for an invalid configuration (EX_CONFIG of sysexits.h). Retrying is useless. */
export const exitCodeOfBadConfig = 78;

/**
 * Runs a service as this process. Starts it, and sends its address to a parent with an IPC channel. Stops it on
 * SIGTERM, SIGINT or SIGHUP, or when the parent exits. The same signal again ends the process at once. If the service
 * cannot start, prints the reason and exits.
 */
export async function runProcess(
  self: NodeJS.Process,
  start: (env: Environment, overrides: ProcessOverrides) => Promise<RunningService>,
): Promise<void> {
  // Standard error may have no reader any more. Losing its text is better than a crash.
  self.stderr.on('error', () => {});
  const fail = failWith(self);
  let service: RunningService | undefined;
  // Nothing is in flight before the service serves. An interrupted migration leaves no partial changes.
  const stop = (): void => {
    if (service === undefined) self.exit(0);
    service
      .stop()
      .then(() => flush(self.stdout))
      .then(() => self.exit(0), fail);
  };
  onSignals(self, stop, () => (service === undefined ? 0 : service.inFlight()));
  self.once('disconnect', stop);
  // The parent may have exited while this process loaded its code.
  if (self.connected === false) stop();
  const beforeListen = (): Promise<void> => askParent(self, 'prepared', 'listen');
  const overrides = self.argv.includes(takeOverArgument) ? { beforeListen } : {};
  service = await start(self.env, overrides).catch(fail);
  if (self.connected) self.send?.({ type: 'ready', url: service.url });
}

/** Runs work as this process, which then exits. If the work fails or a signal ends it, prints the reason. */
export async function runTask(
  self: NodeJS.Process,
  work: (env: Environment) => Promise<void>,
): Promise<void> {
  self.stderr.on('error', () => {});
  // The first process of a container ignores signals that it does not handle.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    self.once(signal, () => self.exit(128 + constants.signals[signal]));
  await work(self.env).catch(failWith(self));
}

/** Sends a message to the parent process and waits for the answer. Exits if the parent has exited. */
export async function askParent(self: NodeJS.Process, message: string, answer: string): Promise<void> {
  const leave = (): never => self.exit(0);
  self.once('disconnect', leave);
  self.send?.(message);
  for await (const [received] of on(self, 'message')) if (received === answer) break;
  self.off('disconnect', leave);
}

/** Returns a function that prints an error and exits. */
function failWith(self: NodeJS.Process): (error: unknown) => never {
  return (error) => {
    self.stderr.write(`${describe(error)}\n`);
    self.exit(error instanceof ConfigError ? exitCodeOfBadConfig : 1);
  };
}

function onSignals(self: NodeJS.Process, stop: () => void, inFlight: () => number | undefined): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    self.once(signal, () => {
      self.once(signal, () => {
        const open = inFlight();
        const cutOff = open === undefined ? '' : ` Requests cut off: ${open}.`;
        self.stderr.write(`${signal} came again: ending at once.${cutOff}\n`);
        self.exit(128 + constants.signals[signal]);
      });
      stop();
    });
  }
  // Node opens its inspector on this signal. Any sender could then run code with the keys of the process.
  if (isProduction(self.env)) self.on('SIGUSR1', () => {});
}

/** Waits up to a second for the reader of the log to receive its last lines. */
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
