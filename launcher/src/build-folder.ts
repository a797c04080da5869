import { type ExecFileOptions, execFile } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Replaces a folder atomically. `make` fills a folder beside it, whose name git and tools ignore. That folder
 * replaces the old one once it is complete. An interrupted call leaves at most such folders, which the next
 * one removes. Call it under a lock.
 */
export async function replaceFolder(
  folder: string,
  make: (unfinished: string) => Promise<void>,
): Promise<void> {
  const beside = (name: string) => join(dirname(folder), `.unfinished-${basename(folder)}${name}`);
  const [unfinished, former] = [beside(''), beside('-former')];
  const clear = () => {
    // Earlier releases built in the last of these folders.
    for (const path of [unfinished, former, `${folder}.new`])
      rmSync(path, { recursive: true, force: true, maxRetries: 10 });
  };
  clear();
  await make(unfinished);
  if (existsSync(folder)) renameSync(folder, former);
  renameSync(unfinished, folder);
  clear();
}

/** Runs a program with Node. If it fails, throws with its output. */
export async function runTool(
  args: readonly string[],
  {
    problem,
    onStart,
    ...options
  }: ExecFileOptions & {
    /** First line of the error. */
    readonly problem: string;
    readonly onStart: (pid: number) => void;
  },
): Promise<void> {
  const running = promisify(execFile)(process.execPath, args, options);
  if (running.child.pid !== undefined) onStart(running.child.pid);
  await running.catch((cause: unknown) => {
    const { stdout = '', stderr = '' } = Object(cause);
    throw new Error(`${problem}:\n${stdout}${stderr}`, { cause });
  });
}
