import type { ChildProcess } from 'node:child_process';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { heard, spawnService } from '../service-process.ts';

/** A process that replaces a running service. It waits at two gates (`hold.ts`) until the launcher opens them. */
export interface Successor {
  readonly child: ChildProcess;
  /** Runs the service up to the point where it would listen. Rejects if it ends before that. */
  readonly start: () => Promise<void>;
  /** Lets it listen. */
  readonly listen: () => void;
  /** Kills it. */
  readonly kill: () => void;
}

/** Time that code may take until it listens, migrations included, in milliseconds. */
const startMilliseconds = 60_000;

const hold = new URL('./hold.ts', import.meta.url).href;

/** Spawns a process that loads the packages, which do not change with the service, and then waits. */
export function spawnSuccessor(main: string, env: Environment): Successor {
  const child = spawnService(main, env, ['--import', hold]);
  const isLoaded = heardWord(child, 'loaded');
  isLoaded.catch(() => {});
  const kill = () => void child.kill('SIGKILL');
  return {
    child,
    start: async () => {
      await isLoaded;
      const isDue = heardWord(child, 'due');
      child.send('start');
      const timer = setTimeout(kill, startMilliseconds);
      await isDue.finally(() => clearTimeout(timer));
    },
    listen: () => {
      if (child.connected) child.send('listen');
    },
    kill,
  };
}

function heardWord(child: ChildProcess, word: string): Promise<true> {
  return heard(child, (message) => (message === word ? true : undefined));
}
