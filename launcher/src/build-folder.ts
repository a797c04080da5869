import { type ExecFileOptions, execFile } from 'node:child_process';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readProcessIdentity } from '../process-identity.mjs';
import { endWithProcess } from './end-with-process.ts';

/** Attempts to replace a folder that other processes replace, or hold open, at the same time. */
const maxAttempts = 20;

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
    for (let attempt = 1; !replaced(folder, unfinished, former, attempt === maxAttempts); attempt += 1) {
      remove(former);
      await sleep(50);
    }
  } finally {
    for (const path of [unfinished, former]) remove(path);
  }
}

/** Returns false if another process has replaced the folder at the same moment. Throws if that was the last attempt. */
function replaced(folder: string, unfinished: string, former: string, isLast: boolean): boolean {
  try {
    renameSync(folder, former);
  } catch (error) {
    if (Object(error).code !== 'ENOENT') throw error;
  }
  try {
    renameSync(unfinished, folder);
    return true;
  } catch (error) {
    if (!isLast && ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(Object(error).code)) return false;
    throw error;
  }
}

/** Removes the folders beside this one that ended processes, and earlier releases, have left. */
function removeAbandoned(folder: string): void {
  const prefix = unfinishedPrefix(folder);
  for (const name of readdirSync(dirname(folder))) {
    const suffix = name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
    const ours = suffix === undefined ? null : /^(?:-(\d+))?(?:-former)?$/.exec(suffix);
    const isUnfinished = ours !== null || name === `${basename(folder)}.new`;
    const pid = Number(ours?.[1]);
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
