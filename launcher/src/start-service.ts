import type { ChildProcess } from 'node:child_process';
import { createBackoff } from '@supergraph/service-kit/backoff.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { exitCodeOfBadConfig } from '@supergraph/service-kit/run-process.ts';
import { type Replacement, spawnReplacement } from './development/replacement.ts';
import { followErrors } from './development/start-failure.ts';
import {
  endProcess,
  isRunning,
  onProcessEnd,
  readReadyUrl,
  spawnService,
  waitForMessage,
} from './service-process.ts';

export interface ServiceOptions {
  readonly name: string;
  /** File that Node runs, and its arguments. */
  readonly command: readonly string[];
  readonly env: Environment;
  readonly log: (sentence: string) => void;
  /** Called if the service refuses its configuration. It is not restarted then. */
  readonly onRefused: () => void;
  /**
   * Called with the reason if the service ends before it has served for the first time. It is not restarted then, but can be
   * replaced. default: restart it
   */
  readonly onFailedStart?: ((reason: string) => void) | undefined;
}

/** Starts a service in its own process, and restarts it with growing pauses whenever it ends by itself. */
export function startService(options: ServiceOptions) {
  const { command, env, onFailedStart } = options;
  const failed = Promise.withResolvers<false>();
  let readFailure = (): string | undefined => undefined;
  const spawn = (): ChildProcess => {
    const child = spawnService(env, command, onFailedStart === undefined ? 'inherit' : 'pipe');
    if (child.stderr !== null) readFailure = followErrors(child.stderr, process.stderr);
    return child;
  };
  const reportFailure = (reason: string): void => {
    onFailedStart?.(readFailure() ?? reason);
    failed.resolve(false);
  };
  const supervisor = startSupervisor({
    ...options,
    spawn,
    onFailedStart: onFailedStart && reportFailure,
  });
  let replacement: Replacement | undefined;
  return {
    /** URL of the service, once it serves for the first time. */
    ready: supervisor.ready,
    /** Whether the first process of the service serves, once that is known. */
    isStarted: Promise.race([supervisor.ready.then(() => true), failed.promise]),
    /**
     * Replaces the running process by one with the current code, and resolves when that serves. Rejects if the new process
     * ends before it could listen; the running one then stays. One call at a time.
     */
    replace: async (): Promise<void> => {
      if (replacement === undefined || !isRunning(replacement.child))
        replacement = spawnReplacement(command, env);
      const next = replacement;
      await next.start().finally(() => {
        replacement = undefined;
      });
      await supervisor.replace(next);
    },
    /** Starts a process that has loaded the current service kit and waits, which makes the next replacement quick. */
    prepare: (): void => {
      replacement?.kill();
      replacement = spawnReplacement(command, env);
    },
    stop: (): Promise<void> => {
      replacement?.kill();
      return supervisor.stop();
    },
    kill: (): void => {
      replacement?.kill();
      supervisor.kill();
    },
  };
}

interface SupervisorOptions extends ServiceOptions {
  readonly spawn: () => ChildProcess;
}

/** Keeps one process of the service running. */
function startSupervisor(options: SupervisorOptions) {
  const { name, log, spawn, onRefused, onFailedStart } = options;
  const nextDelay = createBackoff();
  const ready = Promise.withResolvers<string>();
  let child: ChildProcess | undefined;
  let restart: NodeJS.Timeout | undefined;
  let isStopping = false;
  let hasServed = false;
  let isBack = false;
  const onEnd = (ended: ChildProcess, reason: string, code: number | null): void => {
    if (child !== ended) return;
    child = undefined;
    if (isStopping) return;
    // Once it has served, its settings are valid, and a taken port may be temporary.
    if (code === exitCodeOfBadConfig && !hasServed) return void onRefused();
    if (onFailedStart !== undefined && !hasServed)
      return void ended.once('close', () => onFailedStart(reason));
    const delay = nextDelay();
    isBack = true;
    log(`${name} ended by itself (${reason}): starting it again in ${delay / 1000} s`);
    restart = setTimeout(run, delay);
  };
  const adopt = (adopted: ChildProcess): void => {
    child = adopted;
    onProcessEnd(adopted, (reason, code) => onEnd(adopted, reason, code));
    onReady(adopted, (url) => {
      if (isBack) log(`${name} is back on ${url}`);
      hasServed = true;
      ready.resolve(url);
    });
  };
  const run = (): void => adopt(spawn());
  const end = (): ChildProcess | undefined => {
    isStopping = true;
    clearTimeout(restart);
    return child;
  };
  run();
  return {
    ready: ready.promise,
    /** Replaces the running process by a prepared one. Resolves when that serves. */
    replace: async (next: Replacement): Promise<void> => {
      if (isStopping) return next.kill();
      clearTimeout(restart);
      isBack = false;
      const ended = child && endProcess(child);
      adopt(next.child);
      const serves = waitForMessage(next.child, readReadyUrl);
      next.listen();
      await serves;
      await ended;
    },
    stop: async (): Promise<void> => {
      const running = end();
      if (running !== undefined) await endProcess(running);
    },
    kill: () => end()?.kill('SIGKILL'),
  };
}

/** Calls back with the address of a service whenever it reports one. */
function onReady(child: ChildProcess, onUrl: (url: string) => void): void {
  child.on('message', (message) => {
    const url = readReadyUrl(message);
    if (url !== undefined) onUrl(url);
  });
}
