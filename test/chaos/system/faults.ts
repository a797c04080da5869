import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Random } from '../../../engine/test/differential/random.ts';
import { lies } from './lies.ts';
import type { ChaosSystem, SubgraphName } from './start-system.ts';

/** A part of the graph whose failure a client can see. */
export type Part = SubgraphName | 'gateway';

/** Something that goes wrong for a while. */
export interface Fault {
  readonly name: string;
  /** Parts that may fail because of it. Everything else must work. */
  readonly breaks: readonly Part[];
  /** Lets it go wrong. What it resolves with makes it good again, and resolves when that is done. */
  readonly begin: (system: ChaosSystem, random: Random) => Promise<() => Promise<void>>;
}

const subgraphNames = ['users', 'orders'] as const;

/** All single faults. */
export const faults: readonly Fault[] = [
  ...subgraphNames.flatMap(subgraphFaults),
  {
    name: 'gateway killed',
    breaks: ['gateway'],
    begin: async ({ gateway }) => {
      await gateway.kill();
      return gateway.start;
    },
  },
  {
    name: 'gateway paused',
    breaks: ['gateway'],
    begin: async ({ gateway }) => {
      gateway.pause();
      return async () => gateway.resume();
    },
  },
  { name: 'PostgreSQL killed', breaks: subgraphNames, begin: killPostgres },
];

/** Two at once. */
export function together(one: Fault, other: Fault): Fault {
  return {
    name: 'two at once',
    breaks: [...new Set([...one.breaks, ...other.breaks])],
    begin: async (system, random) => {
      const ends = [await one.begin(system, random), await other.begin(system, random)];
      return async () => void (await Promise.all(ends.map((end) => end())));
    },
  };
}

function subgraphFaults(name: SubgraphName): readonly Fault[] {
  const fault = (faultName: string, begin: Fault['begin']): Fault => ({
    name: faultName,
    breaks: [name],
    begin,
  });
  const line = (mode: Parameters<ChaosSystem['subgraphs']['users']['line']['behave']>[0]): Fault['begin'] =>
    behave(
      ({ subgraphs }) => subgraphs[name].line,
      () => mode,
    );
  const databaseLine = (mode: Parameters<typeof line>[0]): Fault['begin'] =>
    behave(
      ({ subgraphs }) => subgraphs[name].databaseLine,
      () => mode,
    );
  return [
    fault(`${name} killed`, async ({ subgraphs }) => {
      await subgraphs[name].service.kill();
      return subgraphs[name].service.start;
    }),
    fault(`${name} paused`, async ({ subgraphs }) => {
      subgraphs[name].service.pause();
      return async () => subgraphs[name].service.resume();
    }),
    fault(`${name} slow (1 s)`, line({ kind: 'delay', ms: 1_000 })),
    fault(`${name} unreachable`, line({ kind: 'refuse' })),
    fault(`${name} cut off`, line({ kind: 'hold' })),
    fault(
      `${name} lying`,
      behave(
        ({ subgraphs }) => subgraphs[name].line,
        (random) => ({ kind: 'lie', write: (client) => random.pick(Object.values(lies))(client) }),
      ),
    ),
    fault(`database of ${name} unreachable`, databaseLine({ kind: 'refuse' })),
    fault(`database of ${name} cut off`, databaseLine({ kind: 'hold' })),
    fault(`database of ${name} slow (0.2 s)`, databaseLine({ kind: 'delay', ms: 200 })),
  ];
}

function behave(
  find: (system: ChaosSystem) => ChaosSystem['subgraphs']['users']['line'],
  modeBy: (random: Random) => Parameters<ChaosSystem['subgraphs']['users']['line']['behave']>[0],
): Fault['begin'] {
  return async (system, random) => {
    const proxy = find(system);
    proxy.behave(modeBy(random));
    return async () => proxy.behave({ kind: 'pass' });
  };
}

/** The launcher starts it again; by then all that was acknowledged must be there. */
async function killPostgres({ postgres }: ChaosSystem): Promise<() => Promise<void>> {
  const admin = await connect(postgres.adminUrl);
  const { rows } = await admin.query<{ file: string }>("select pg_read_file('postmaster.pid') as file");
  process.kill(Number(rows[0]?.file.split('\n')[0]), 'SIGKILL');
  await admin.end().catch(() => {});
  return async () => {
    for (;;) {
      const client = await connect(postgres.adminUrl).catch(() => undefined);
      if (client !== undefined) return client.end();
      await sleep(50);
    }
  };
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  await client.connect();
  return client;
}
