import type { Environment } from '@supergraph/service-kit/config.ts';
import { type ServiceProcess, spawnService, stopService } from '../../graph/service-process.ts';

/** A service in its own process, which can be ended and started again. */
export interface RestartableService {
  readonly origin: () => string;
  /** Ends the process as a crash does. */
  readonly kill: () => Promise<void>;
  /** Ends the process as a deployment does. Returns the exit code. */
  readonly stop: () => Promise<number | string | null>;
  /** Starts the process again, and waits until it serves. */
  readonly start: () => Promise<void>;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Leaves its log unread, as a collector that hangs does. Returns the function that reads on. */
  readonly leaveLogUnread: () => () => void;
  /** Log of all its processes. */
  readonly log: () => ReturnType<ServiceProcess['log']>;
}

/** Starts a service. It must be stopped. */
export async function startRestartable(main: string, env: Environment): Promise<RestartableService> {
  const all: ServiceProcess[] = [];
  let current: ServiceProcess;
  let origin = '';
  const start = async (): Promise<void> => {
    current = spawnService(main, env);
    all.push(current);
    origin = await current.ready;
  };
  await start();
  return {
    origin: () => origin,
    kill: async () => {
      current.process.kill('SIGKILL');
      await current.ended;
    },
    stop: async () => {
      await stopService(current);
      return current.ended;
    },
    start,
    pause: () => void current.process.kill('SIGSTOP'),
    resume: () => void current.process.kill('SIGCONT'),
    leaveLogUnread: () => {
      const { stdout } = current.process;
      stdout?.pause();
      return () => void stdout?.resume();
    },
    log: () => all.flatMap((service) => service.log()),
  };
}
