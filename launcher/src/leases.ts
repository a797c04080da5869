import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcessIdentity } from '../process-identity.mjs';

/** A process that uses a resource, and its note about the use. */
export interface Lease {
  readonly pid: number;
  readonly note: string;
}

export interface OwnLease {
  readonly change: (note: string) => void;
  readonly release: () => void;
}

/** Users of a shared resource: one file per user, in one folder. */
export interface Leases {
  readonly acquire: (note?: string) => OwnLease;
  readonly readLive: () => readonly Lease[];
  /** Returns whether a process died without returning its lease. */
  readonly hasDead: () => boolean;
  readonly sweep: () => void;
}

/** Keeps leases in a folder. Decisions based on them, such as whether this is the last user, need a lock. */
export function createLeases(folder: string): Leases {
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
    readLive: () => list().flatMap((file) => readLease(file) ?? []),
    hasDead: () => list().some((file) => readLease(file) === undefined && existsSync(file)),
    sweep: () => {
      for (const file of list().filter((each) => readLease(each) === undefined))
        rmSync(file, { force: true });
    },
  };
}

/** Returns undefined for the lease of a dead process, and for one that was just returned. */
function readLease(file: string): Lease | undefined {
  try {
    const [pid, identity, note = ''] = readFileSync(file, 'utf8').split('\n');
    return readProcessIdentity(Number(pid)) === identity ? { pid: Number(pid), note } : undefined;
  } catch {
    return undefined;
  }
}
