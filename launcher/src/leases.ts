import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcessIdentity } from '../process-identity.mjs';

/**
 * Keeps the leases of a shared resource in a folder, one file for each process that uses it, with its note about the use.
 * A decision by them, such as whether this is the last user, needs a lock.
 */
export function createLeases(folder: string) {
  const list = () => (existsSync(folder) ? readdirSync(folder) : []).map((name) => join(folder, name));
  return {
    acquire: (note = '') => {
      mkdirSync(folder, { recursive: true });
      const file = join(folder, crypto.randomUUID());
      const change = (text: string) => {
        // Written elsewhere first: an empty lease counts as that of a dead process.
        const whole = `${folder}-${crypto.randomUUID()}`;
        writeFileSync(whole, [process.pid, readProcessIdentity(process.pid), text].join('\n'));
        renameSync(whole, file);
      };
      change(note);
      return { change, release: () => rmSync(file, { force: true }) };
    },
    /** Returns the leases of running processes. */
    readLive: () => list().flatMap((file) => readLease(file) ?? []),
    /** Returns whether a process died without returning its lease. */
    hasDead: () => list().some((file) => readLease(file) === undefined && existsSync(file)),
    /** Removes the leases of dead processes. */
    sweep: (): void => {
      for (const file of list().filter((each) => readLease(each) === undefined))
        rmSync(file, { force: true });
    },
  };
}

/** Returns undefined for the lease of a dead process, and for one that was just returned. */
function readLease(file: string) {
  try {
    const [pid, identity, note = ''] = readFileSync(file, 'utf8').split('\n');
    return readProcessIdentity(Number(pid)) === identity ? { pid: Number(pid), note } : undefined;
  } catch {
    return undefined;
  }
}
