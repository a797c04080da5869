import { execFileSync } from 'node:child_process';
import { chownSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcessIdentity } from '../../process-identity.mjs';

/** State in `postmaster.pid` of a cluster, checked against the running processes. */
export type PostmasterState =
  | { readonly kind: 'none' }
  /** The server starts, recovers or stops. */
  | { readonly kind: 'busy'; readonly pid: number }
  | { readonly kind: 'ready'; readonly pid: number; readonly port: number }
  /** A killed server left the file. */
  | { readonly kind: 'stale' };

/** Reads the lock file of the server. Its lines are those of PostgreSQL's `pidfile.h`. */
export function readPostmaster(cluster: string): PostmasterState {
  const lines = readLines(cluster);
  if (lines === undefined) return { kind: 'none' };
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !runsCluster(pid, cluster)) return { kind: 'stale' };
  return lines[7]?.trim() === 'ready'
    ? { kind: 'ready', pid, port: Number(lines[3]) }
    : { kind: 'busy', pid };
}

/**
 * Lets the next server started by this process take over a stale lock file. Another process may have the dead
 * server's id by now, for which PostgreSQL would refuse to start. The file is not removed, since it names the
 * shared memory by which PostgreSQL detects sessions of the dead server. Instead it gets the id of this
 * process. The new server treats that as stale, because it is its own parent's id.
 */
export function adoptPidFile(cluster: string): void {
  const file = join(cluster, 'postmaster.pid');
  const lines = readLines(cluster);
  if (lines === undefined) return;
  if (lines[0] === '') {
    // Killed between creating the file and writing to it, so it had no shared memory yet.
    rmSync(file, { force: true });
    return;
  }
  const { uid, gid } = statSync(file);
  const replacement = `${file}.${process.pid}`;
  writeFileSync(replacement, [process.pid, ...lines.slice(1)].join('\n'), { mode: 0o600 });
  if (process.getuid?.() === 0) chownSync(replacement, uid, gid);
  renameSync(replacement, file);
}

function readLines(cluster: string): readonly string[] | undefined {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Returns whether this process is the cluster's server. Process ids are reused, so its command line must name the cluster. */
export function runsCluster(pid: number, cluster: string): boolean {
  if (readProcessIdentity(pid) === undefined) return false;
  if (process.platform === 'win32') return true;
  try {
    const command =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
        : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes(cluster);
  } catch {
    return false;
  }
}
