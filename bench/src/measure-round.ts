import type { BenchCase } from './bench-cases.ts';
import { createBody } from './check-answer.ts';
import type { Target } from './gateways/start-gateway.ts';
import { readNumbers } from './processes/read-numbers.ts';
import type { Child } from './processes/start-child.ts';
import type { Stubs } from './stub/start-stubs.ts';

/** Figures of one gateway in one round. Per request: CPU in milliseconds, fetches and bytes sent to the subgraphs. */
export type Round = {
  readonly cpuMs: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly peakRssBytes: number;
  readonly fetches: number;
  readonly sentBytes: number;
};

/** Settings of a round: the load process, the counting subgraphs, and its length. */
export type Bench = { readonly load: Child; readonly stubs: Stubs; readonly seconds: number };

/** Loads one gateway for one round. Throws for any wrong answer. */
export async function measureRound(
  { load, stubs, seconds }: Bench,
  gateway: Target,
  benchCase: BenchCase,
  expectedBytes: readonly number[],
): Promise<Round> {
  const [usageBefore, countsBefore] = [await readUsage(gateway), await stubs.count()];
  const order = {
    url: gateway.url,
    bodies: benchCase.operations.map(createBody),
    headers: gateway.headers ?? {},
    connections: benchCase.connections,
  };
  const result = readNumbers(await load.ask('run', { ...order, seconds, expectedBytes }), loadFields);
  const [usage, counts] = [await readUsage(gateway), await stubs.count()];
  if (result.failures > 0)
    throw new Error(
      `Case ${benchCase.name}: ${result.failures} wrong answers of ${result.requests} by ${gateway.kind}`,
    );
  return {
    cpuMs: (usage.cpuMicros - usageBefore.cpuMicros) / 1000 / result.requests,
    requestsPerSecond: result.requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    peakRssBytes: usage.peakRssBytes,
    fetches: (counts.requests - countsBefore.requests) / result.requests,
    sentBytes: (counts.sentBytes - countsBefore.sentBytes) / result.requests,
  };
}

const loadFields = ['requests', 'failures', 'seconds', 'p50Ms', 'p99Ms'] as const;

async function readUsage({ process }: Target) {
  return readNumbers(await process.ask('usage'), ['cpuMicros', 'peakRssBytes']);
}
