import type { ChildProcess } from 'node:child_process';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { takeOverArgument } from '@supergraph/service-kit/run-process.ts';
import { spawnService, waitForMessage } from '../service-process.ts';

/** A process that replaces a running service. It waits twice for the launcher: before it loads its code (`preload.ts`), and before it listens. */
export interface Replacement {
  readonly child: ChildProcess;
  /** Runs the service up to the point where it would listen. Rejects if it ends before that. */
  readonly start: () => Promise<void>;
  readonly listen: () => void;
  readonly kill: () => void;
}

/** Time until a service could listen, including migrations, in milliseconds. */
const startTimeoutMs = 60_000;

const preload = new URL('./preload.ts', import.meta.url).href;

/** Spawns a process that loads the packages, which a change of the service leaves alone, and then waits. */
export function spawnReplacement(main: string, env: Environment): Replacement {
  const child = spawnService(env, ['--import', preload, main, takeOverArgument]);
  const isLoaded = heardWord(child, 'loaded');
  isLoaded.catch(() => {});
  const kill = () => void child.kill('SIGKILL');
  return {
    child,
    start: async () => {
      await isLoaded;
      const isPrepared = heardWord(child, 'prepared');
      child.send('start');
      const timer = setTimeout(kill, startTimeoutMs);
      await isPrepared.finally(() => clearTimeout(timer));
    },
    listen: () => {
      if (child.connected) child.send('listen');
    },
    kill,
  };
}

function heardWord(child: ChildProcess, word: string): Promise<true> {
  return waitForMessage(child, (message) => (message === word ? true : undefined));
}
