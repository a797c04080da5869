import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcessIdentity } from '../process-identity.mjs';

/** A process that uses something, and what it said about its use. */
export interface Lease {
  readonly pid: number;
  readonly note: string;
}

/** A lease of this process. */
export interface OwnLease {
  /** Says something else about the use. */
  readonly change: (note: string) => void;
  readonly giveBack: () => void;
}

/** Who uses a thing: one file a user, in one folder. */
export interface Leases {
  readonly take: (note?: string) => OwnLease;
  /** Those of processes that run. */
  readonly readLive: () => readonly Lease[];
  /** Whether a process died without giving its own back. */
  readonly hasDead: () => boolean;
  /** Forgets the dead. */
  readonly sweep: () => void;
}

/** Keeps leases in a folder. Who decides by them, such as the last to leave, does so under a lock of its own. */
export function createLeases(folder: string): Leases {
  const list = () => (existsSync(folder) ? readdirSync(folder) : []).map((name) => join(folder, name));
  return {
    take: (note = '') => {
      mkdirSync(folder, { recursive: true });
      const file = join(folder, crypto.randomUUID());
      const change = (text: string) => {
        // Elsewhere first: a lease that is read empty counts as that of a dead process.
        const whole = `${folder}-${crypto.randomUUID()}`;
        writeFileSync(whole, [process.pid, readProcessIdentity(process.pid), text].join('\n'));
        renameSync(whole, file);
      };
      change(note);
      return { change, giveBack: () => rmSync(file, { force: true }) };
    },
    readLive: () => list().flatMap((file) => readLease(file) ?? []),
    hasDead: () => list().some((file) => readLease(file) === undefined && existsSync(file)),
    sweep: () => {
      for (const file of list().filter((each) => readLease(each) === undefined))
        rmSync(file, { force: true });
    },
  };
}

/** Undefined for one of a dead process, and for one that was given back just now. */
function readLease(file: string): Lease | undefined {
  try {
    const [pid, identity, note = ''] = readFileSync(file, 'utf8').split('\n');
    return readProcessIdentity(Number(pid)) === identity ? { pid: Number(pid), note } : undefined;
  } catch {
    return undefined;
  }
}
