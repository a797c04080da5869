import type { Random } from '../../../engine/test/differential/random.ts';
import { runSql } from '../../graph/run-sql.ts';
import { lies } from './lies.ts';
import { startSlowReaders } from './slow-readers.ts';
import type { ChaosSystem, SubgraphName } from './start-system.ts';

/** Part of the graph whose failure a client can see. */
export type Part = SubgraphName | 'gateway';

/** A temporary fault. */
export interface Fault {
  readonly name: string;
  /** Parts that may fail because of it. Everything else must work. */
  readonly breaks: readonly Part[];
  /** Whether it must run alone, because it needs parts that other faults break. */
  readonly alone?: true;
  /** Whether it needs a broker of events. */
  readonly needsBroker?: true;
  /**
   * Starts the fault and resolves to a function that ends it. That function resolves when everything works
   * again. It rejects with a sentence if a promise was broken that the load's requests cannot show.
   */
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
  {
    name: 'broker killed',
    breaks: [],
    needsBroker: true,
    begin: async ({ events }) => {
      await events?.broker.kill();
      return async () => events?.broker.start();
    },
  },
  { name: 'broker unreachable', breaks: [], needsBroker: true, begin: brokerLine('refuse') },
  { name: 'broker cut off', breaks: [], needsBroker: true, begin: brokerLine('hold') },
  { name: 'PostgreSQL killed', breaks: subgraphNames, begin: killPostgres },
  { name: 'failover after a crash', breaks: subgraphNames, alone: true, begin: failOverAfterCrash },
  { name: 'failover by demotion', breaks: subgraphNames, alone: true, begin: failOverByDemotion },
  {
    name: 'large slow readers',
    breaks: [],
    alone: true,
    begin: async (system) => (await startSlowReaders(system)).finish,
  },
  {
    name: 'gateway stopped under large slow readers',
    breaks: ['gateway'],
    alone: true,
    begin: async (system) => {
      const { gateway } = system;
      const readers = await startSlowReaders(system);
      const stopped = gateway.stop();
      return async () => {
        const problem = await readers.finish().then(() => undefined, String);
        const code = await stopped;
        await gateway.start();
        if (problem !== undefined) throw new Error(problem);
        if (code !== 0)
          throw new Error(`a gateway that is told to stop must end with 0, but ended with ${code}`);
      };
    },
  },
];

/** Returns whether two faults can be active at once. */
export function mayMeet(one: Fault, other: Fault): boolean {
  return one !== other && !one.alone && !other.alone;
}

/** Combines two faults into one. */
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

function brokerLine(kind: 'refuse' | 'hold'): Fault['begin'] {
  return async ({ events }) => {
    events?.line.behave({ kind });
    return async () => events?.line.behave({ kind: 'pass' });
  };
}

/** Kills PostgreSQL and starts it again. All acknowledged data must be there then. */
async function killPostgres({ postgres }: ChaosSystem): Promise<() => Promise<void>> {
  const server = postgres.primary();
  await server.kill();
  return server.start;
}

/** Kills the primary. Its address leads to the standby, which is promoted only after a while. */
async function failOverAfterCrash({ postgres, subgraphs }: ChaosSystem): Promise<() => Promise<void>> {
  const standby = await postgres.startStandby();
  await postgres.primary().kill();
  for (const { databaseLine } of Object.values(subgraphs)) databaseLine.redirect(standby.port);
  return () => postgres.promote(standby);
}

/**
 * Demotes the primary: it accepts no more writes but keeps its sessions, also when its address leads to the
 * new primary.
 */
async function failOverByDemotion({ postgres, subgraphs }: ChaosSystem): Promise<() => Promise<void>> {
  const standby = await postgres.startStandby();
  const { adminUrl } = postgres.primary();
  await runSql(adminUrl, 'alter system set default_transaction_read_only = on');
  await runSql(adminUrl, 'select pg_reload_conf()');
  return async () => {
    await postgres.promote(standby);
    for (const { databaseLine } of Object.values(subgraphs)) databaseLine.redirect(standby.port);
  };
}
