import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcessIdentity } from '../process-identity.mjs';

/** A process that uses something, and what it said about its use. */
export interface Lease {
  readonly pid: number;
  readonly note: string;
}

/** Who uses a thing: one file a user, in one folder. */
export interface Leases {
  /** Takes one for this process; call the result to give it back. */
  readonly take: (note?: string) => () => void;
  /** Those of processes that run. */
  readonly readLive: () => readonly Lease[];
  /** Whether a process died without giving its own back. */
  readonly hasDead: () => boolean;
  /** Forgets the dead. */
  readonly sweep: () => void;
}

/** Leases are taken and read under a lock of the caller's, so that nobody sees one half written. */
export function createLeases(folder: string): Leases {
  const list = () => (existsSync(folder) ? readdirSync(folder) : []).map((name) => join(folder, name));
  return {
    take: (note = '') => {
      mkdirSync(folder, { recursive: true });
      const file = join(folder, crypto.randomUUID());
      writeFileSync(file, [process.pid, readProcessIdentity(process.pid), note].join('\n'));
      return () => rmSync(file, { force: true });
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
