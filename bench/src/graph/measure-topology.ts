import { readNumbers } from '../processes/read-numbers.ts';
import type { Child } from '../processes/start-child.ts';
import type { GraphCase } from './graph-cases.ts';
import type { PostgresCpu } from './postgres-cpu.ts';
import type { Topology } from './start-topology.ts';

/** Figures of one topology in one round, summed over its processes. CPU in milliseconds per request. */
export type GraphRound = {
  readonly cpuMs: number;
  readonly postgresMs: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly peakRssBytes: number;
  readonly statements: number;
};

/** Settings of a round: the load process, the token, and the meter of the database's CPU. */
export type GraphBench = {
  readonly load: Child;
  readonly postgres: PostgresCpu;
  readonly token: string;
  readonly seconds: number;
};

const connections = 16;

/** Loads one topology for one round. Throws for any wrong answer. */
export async function measureTopology(
  bench: GraphBench,
  topology: Topology,
  graphCase: GraphCase,
  expectedBytes: number,
): Promise<GraphRound> {
  const { load, postgres, token, seconds } = bench;
  const [before, postgresBefore] = [await readUsage(topology), await postgres.read()];
  const result = readNumbers(
    await load.ask('run', {
      url: topology.url,
      bodies: createBodies(graphCase),
      headers: { authorization: `Bearer ${token}` },
      connections,
      seconds,
      expectedBytes: [expectedBytes],
    }),
    ['requests', 'failures', 'seconds', 'p50Ms', 'p99Ms'],
  );
  const [after, postgresAfter] = [await readUsage(topology), await postgres.read()];
  const { requests, failures } = result;
  if (failures > 0)
    throw new Error(`Case ${graphCase.name}: ${failures} wrong answers of ${requests} by ${topology.name}`);
  return {
    cpuMs: (after.cpuMicros - before.cpuMicros) / 1000 / requests,
    postgresMs: (postgresAfter - postgresBefore) / requests,
    requestsPerSecond: requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    peakRssBytes: after.peakRssBytes,
    statements: (after.statements - before.statements) / requests,
  };
}

/** Returns the bodies of a case's requests. */
export function createBodies({ query, variables }: GraphCase): readonly string[] {
  return variables.map((values) => JSON.stringify({ query, variables: values }));
}

async function readUsage({ processes }: Topology) {
  const fields = ['cpuMicros', 'peakRssBytes', 'statements'] as const;
  const usages = await Promise.all(
    processes.map(async (process) => readNumbers(await process.ask('usage'), fields)),
  );
  const sum = (field: (typeof fields)[number]) => usages.reduce((total, usage) => total + usage[field], 0);
  return {
    cpuMicros: sum('cpuMicros'),
    peakRssBytes: sum('peakRssBytes'),
    statements: sum('statements'),
  };
}
