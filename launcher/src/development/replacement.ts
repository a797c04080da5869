import type { ChildProcess } from 'node:child_process';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { takeOverArgument } from '@supergraph/service-kit/run-process.ts';
import { spawnService, waitForMessage } from '../service-process.ts';
import { followErrors } from './start-failure.ts';

/** A process that replaces a running service. */
export type Replacement = ReturnType<typeof spawnReplacement>;

/** Time until a service could listen, including migrations, in milliseconds. */
const startTimeoutMs = 60_000;

const preload = new URL('./preload.ts', import.meta.url).href;

/**
 * Spawns a process that waits twice for the launcher: before it loads the code of the service (`preload.ts`), and before it
 * listens.
 */
export function spawnReplacement(command: readonly string[], env: Environment) {
  const child = spawnService(env, ['--import', preload, ...command, takeOverArgument], 'pipe');
  const isClosed = new Promise((resolve) => child.once('close', resolve));
  const readFailure = child.stderr === null ? () => undefined : followErrors(child.stderr, process.stderr);
  const isLoaded = waitForWord(child, 'loaded');
  isLoaded.catch(() => {});
  const kill = () => void child.kill('SIGKILL');
  return {
    child,
    /** Runs the service up to the point where it would listen. Rejects with the reason if it ends before that. */
    start: async (): Promise<void> => {
      const timer = setTimeout(kill, startTimeoutMs);
      try {
        await isLoaded;
        const isPrepared = waitForWord(child, 'prepared');
        child.send('start');
        await isPrepared;
      } catch (cause) {
        await isClosed;
        const reason = readFailure();
        throw reason === undefined ? cause : new Error(reason, { cause });
      } finally {
        clearTimeout(timer);
      }
    },
    listen: (): void => {
      if (child.connected) child.send('listen');
    },
    kill,
  };
}

function waitForWord(child: ChildProcess, word: string): Promise<true> {
  return waitForMessage(child, (message) => (message === word ? true : undefined));
}
