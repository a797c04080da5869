import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './processes.ts';

/** A launcher, or another command of this folder, in a process of its own. */
export interface Launched {
  readonly process: ChildProcess;
  /** All that it has written so far. */
  readonly output: () => string;
  readonly waitFor: (text: string) => Promise<void>;
  /** Its exit code or signal, once it has ended. */
  readonly ended: Promise<number | string | null>;
}

/** Runs a file of `launcher/src` with these variables and no others of the launcher's. */
export function launch(
  file: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Launched {
  const main = fileURLToPath(new URL(`../src/${file}`, import.meta.url));
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH, ...variables },
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
    waitFor: (expected) =>
      eventually(
        `"${expected}" in what ${file} says:\n${text}`,
        () => (text.includes(expected) ? true : undefined),
        30,
      ).then(() => undefined),
  };
}
