import { readFileSync } from 'node:fs';
import pg from 'pg';

/** Linux counts CPU in ticks of a hundredth of a second. */
const msPerTick = 10;

/** Meter of the CPU that a PostgreSQL server uses. */
export type PostgresCpu = {
  /** Returns the CPU of all its running processes in milliseconds, or NaN if the system does not report it. */
  readonly read: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** Opens a connection that lists the server's processes. They outlive a round, since pools keep their connections. */
export async function openPostgresCpu(adminUrl: string): Promise<PostgresCpu> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  return {
    read: async () => {
      const { rows } = await client.query<{ pid: number }>('select pid from pg_stat_activity');
      return rows.reduce((sum, { pid }) => sum + readCpuMs(pid), 0);
    },
    stop: () => client.end(),
  };
}

function readCpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold any text. After it, fields 14 and 15 are user and system time (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * msPerTick;
  } catch {
    return Number.NaN;
  }
}
