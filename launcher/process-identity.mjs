import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Returns the start time of a process, which distinguishes it from every other process with the same id.
 * Returns undefined if no such process runs. A zombie counts as gone.
 */
export function readProcessIdentity(pid) {
  if (process.platform === 'linux') return readStartTicks(pid);
  if (!isRunning(pid)) return undefined;
  if (process.platform === 'win32') return 'running';
  return (
    spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || undefined
  );
}

/** Reads field 22 of proc_pid_stat(5). The name in field 2 may itself contain spaces and brackets. */
function readStartTicks(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
