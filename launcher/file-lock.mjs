import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readProcessIdentity } from './process-identity.mjs';

const FREE = 'free';
/** A holder that was killed between creating its file and writing to it loses the lock after this time. */
const UNWRITTEN_MILLISECONDS = 2000;

/**
 * Runs `work` while no other process, and no other call in this process, holds the lock at the same path. Takes over
 * the lock of a dead process. Calls `onWait` once if a running process holds the lock, and stops waiting with an AbortError
 * when `signal` aborts. `work` receives a function that makes a child process hold the lock too, since a child can outlive its
 * killed parent.
 *
 * The lock is the file `<path>.<n>` with the highest n. A process that finds it free, or its holder dead, creates
 * n + 1, which only one process can. The highest file is never removed, so no two take over the same dead holder.
 */
export async function withFileLock(path, work, onWait = () => {}, signal = undefined) {
  mkdirSync(dirname(path), { recursive: true });
  let file = tryLock(path);
  if (file === undefined) onWait();
  while (file === undefined) {
    await sleep(20, undefined, { signal });
    file = tryLock(path);
  }
  try {
    return await work((pid) => appendFileSync(file, `\n${describeHolder(pid)}`));
  } finally {
    writeFileSync(file, FREE);
  }
}

function tryLock(path) {
  const last = readGenerations(path).at(-1) ?? 0;
  if (last > 0 && isHeld(`${path}.${last}`)) return undefined;
  const mine = `${path}.${last + 1}`;
  try {
    writeFileSync(mine, describeHolder(process.pid), { flag: 'wx' });
  } catch (error) {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  }
  const generations = readGenerations(path);
  // Other processes may have taken and released later locks since the first look.
  if (generations.at(-1) !== last + 1) {
    rmSync(mine, { force: true });
    return undefined;
  }
  for (const older of generations.slice(0, -1)) rmSync(`${path}.${older}`, { force: true });
  return mine;
}

/** Writes a process id and its identity, which may contain spaces, but no line breaks. */
function describeHolder(pid) {
  return `${pid} ${readProcessIdentity(pid)}`;
}

function isAlive(holder) {
  const pid = Number.parseInt(holder, 10);
  return readProcessIdentity(pid) !== undefined && describeHolder(pid) === holder;
}

function readGenerations(path) {
  const prefix = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => a - b);
}

function isHeld(file) {
  try {
    const content = readFileSync(file, 'utf8');
    if (content === FREE) return false;
    if (content === '') return Date.now() - statSync(file).mtimeMs < UNWRITTEN_MILLISECONDS;
    return content.split('\n').some(isAlive);
  } catch (error) {
    // The holder of a later lock has removed it: look again.
    if (error.code === 'ENOENT') return true;
    throw error;
  }
}
