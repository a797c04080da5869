import { ConfigError, type Environment } from './config.ts';

/** A service that serves. */
export interface RunningService {
  readonly url: string;
  /** Finishes what is in flight and lets go of everything. Safe to call twice. */
  readonly stop: () => Promise<void>;
}

/** The exit code of a process that refuses its configuration (EX_CONFIG of sysexits.h): retrying is useless. */
export const exitCodeOfBadConfig = 78;

/**
 * Runs a service as this process: starts it, tells a parent with an IPC channel where it serves, and stops
 * it on SIGTERM, SIGINT, or when that parent is gone. What cannot start says why and exits.
 */
export async function runProcess(
  self: NodeJS.Process,
  start: (env: Environment) => Promise<RunningService>,
): Promise<void> {
  const fail = (error: unknown): never => {
    self.stderr.write(`${describe(error)}\n`);
    self.exit(error instanceof ConfigError ? exitCodeOfBadConfig : 1);
  };
  let service: RunningService | undefined;
  // Until it serves there is nothing in flight to finish; a migration that is cut off leaves nothing half done.
  const stop = (): void => {
    if (service === undefined) self.exit(0);
    service.stop().then(() => self.exit(0), fail);
  };
  self.once('SIGTERM', stop).once('SIGINT', stop).once('disconnect', stop);
  // The parent may have gone while this process was still loading its code.
  if (self.connected === false) stop();
  service = await start(self.env).catch(fail);
  if (self.connected) self.send?.({ type: 'ready', url: service.url });
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}
