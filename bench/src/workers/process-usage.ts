import { readdirSync, readFileSync } from 'node:fs';

/** Returns the CPU time of a process and its descendants so far, in milliseconds. Linux counts in steps of 10 ms. */
export function readCpuMs(pid: number): number {
  return sum(treeOf(pid).map(ownCpuMs));
}

/** Returns the memory of a process and its descendants (PSS) in bytes. Pages that they share count once. */
export function readBytes(pid: number): number {
  return sum(treeOf(pid).map(ownBytes));
}

/** Returns for how long the cores of this machine were idle so far, in milliseconds, summed over the cores. */
export function readIdleMs(): number {
  const [, , , , idle = '', waiting = ''] = readFileSync('/proc/stat', 'utf8').split(/\s+/);
  return (Number(idle) + Number(waiting)) * tickMs;
}

const tickMs = 10;

function ownCpuMs(pid: number): number {
  // The name of the program, in parentheses, may contain spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const [user, system] = [fields[11], fields[12]];
  return (Number(user) + Number(system)) * tickMs;
}

function ownBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1]) * 1024;
}

function treeOf(pid: number): readonly number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => parentOf(other) === pid);
  return [pid, ...children.flatMap(treeOf)];
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
