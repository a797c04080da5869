import { type ExecFileOptions, execFile } from 'node:child_process';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readProcessIdentity } from '../process-identity.mjs';
import { endWithProcess } from './end-with-process.ts';

/**
 * Replaces a folder atomically. `make` fills a folder beside it, whose name git and tools ignore. That folder
 * replaces the old one once it is complete. An interrupted call leaves at most such folders, which the next
 * one removes. Several processes may replace the same folder at the same time.
 */
export async function replaceFolder(
  folder: string,
  make: (unfinished: string) => Promise<void>,
): Promise<void> {
  const unfinished = join(dirname(folder), `${unfinishedPrefix(folder)}-${process.pid}`);
  const former = `${unfinished}-former`;
  removeAbandoned(folder);
  try {
    await make(unfinished);
    while (!replaced(folder, unfinished, former)) remove(former);
  } finally {
    for (const path of [unfinished, former]) remove(path);
  }
}

/** Returns false if another process has replaced the folder at the same moment. */
function replaced(folder: string, unfinished: string, former: string): boolean {
  try {
    renameSync(folder, former);
  } catch (error) {
    if (Object(error).code !== 'ENOENT') throw error;
  }
  try {
    renameSync(unfinished, folder);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(Object(error).code)) return false;
    throw error;
  }
}

/** Removes the folders beside this one that ended processes, and earlier releases, have left. */
function removeAbandoned(folder: string): void {
  const prefix = unfinishedPrefix(folder);
  for (const name of readdirSync(dirname(folder))) {
    const isUnfinished = name.startsWith(prefix) || name === `${basename(folder)}.new`;
    const pid = Number.parseInt(name.slice(prefix.length + 1), 10);
    const isAbandoned = Number.isNaN(pid) || readProcessIdentity(pid) === undefined;
    if (isUnfinished && isAbandoned) remove(join(dirname(folder), name));
  }
}

function unfinishedPrefix(folder: string): string {
  return `.unfinished-${basename(folder)}`;
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 10 });
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
  endWithProcess(running.child);
  await running.catch((cause: unknown) => {
    const { stdout = '', stderr = '' } = Object(cause);
    throw new Error(`${problem}:\n${stdout}${stderr}`, { cause });
  });
}
