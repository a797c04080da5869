import { readFileSync } from 'node:fs';
import pg from 'pg';

/** Linux counts CPU in ticks of a hundredth of a second. */
const msPerTick = 10;

/** The CPU that a PostgreSQL server has used. */
export type PostgresCpu = {
  /** In milliseconds, of all its processes that run; NaN where the system does not tell. */
  readonly read: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** Opens a connection over which the server tells its processes. They outlive a round, as pools keep connections. */
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
    // After the name, which may hold anything, the fields 14 and 15 (proc(5)) are user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * msPerTick;
  } catch {
    return Number.NaN;
  }
}
