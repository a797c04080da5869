import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './processes.ts';

/** A launcher, or another command of this folder, in its own process. */
export interface Launched {
  readonly process: ChildProcess;
  /** Output so far. */
  readonly output: () => string;
  /**
   * Resolves when the output contains the text. Rejects after this number of seconds (default: 60) with the
   * output so far.
   */
  readonly waitFor: (text: string, seconds?: number) => Promise<void>;
  /** Exit code or signal, once the process has ended. */
  readonly ended: Promise<number | string | null>;
}

/** Variables that Node needs to start a process, and to start it fast. */
const { PATH, NODE_COMPILE_CACHE } = process.env;

/** Runs a file of `launcher/src`, of this tree or a copy of it, with only these variables. */
export function launch(
  file: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
  folder = fileURLToPath(new URL('../', import.meta.url)),
): Launched {
  const main = join(folder, 'src', file);
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH, NODE_COMPILE_CACHE, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const ended = once(child, 'close').then(() => child.exitCode ?? child.signalCode);
  return {
    process: child,
    output: () => text,
    ended,
    waitFor: async (expected, seconds = 60) => {
      const isSaid = (): true | undefined => text.includes(expected) || undefined;
      await eventually(`"${expected}" in what ${file} says`, isSaid, seconds).catch((cause: unknown) => {
        throw new Error(`${file} has not said "${expected}", but:\n${text}`, { cause });
      });
    },
  };
}
