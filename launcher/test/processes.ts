import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process of this machine. */
export interface Process {
  readonly pid: number;
  readonly ppid: number;
  readonly command: string;
}

/** Returns every process except zombies. */
export function listProcesses(): readonly Process[] {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((line) => {
    const [, pid, ppid, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (state === undefined || command === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), ppid: Number(ppid), command }];
  });
}

/**
 * Returns the one process whose command line contains the text. A child that has just been forked still shows
 * its parent's command line.
 */
export function findProcess(text: string): Process {
  const all = listProcesses().filter(({ command }) => command.includes(text));
  const found = all.filter(({ ppid }) => all.every(({ pid }) => pid !== ppid));
  const [only, ...others] = found;
  if (only === undefined || others.length > 0)
    throw new Error(`${found.length} processes run "${text}", not 1.`);
  return only;
}

/** Returns the children of a process, and their descendants. */
export function listDescendants(pid: number, all = listProcesses()): readonly Process[] {
  return all
    .filter(({ ppid }) => ppid === pid)
    .flatMap((child) => [child, ...listDescendants(child.pid, all)]);
}

/** Waits until `check` returns a value. Throws after `seconds`. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined> | T | undefined,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await check();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${what}`);
    await sleep(25);
  }
}
