import { type BenchCase, benchCases } from '../bench-cases.ts';
import { checkAnswers } from '../check-answer.ts';
import type { Target } from '../gateways/start-gateway.ts';
import { measureRound, type Round } from '../measure-round.ts';
import { readNumbers } from '../processes/read-numbers.ts';
import { startChild } from '../processes/start-child.ts';
import { rotate } from '../rotate.ts';
import { computeExpectedData } from '../stub/expected-data.ts';
import { type Stubs, startStubs } from '../stub/start-stubs.ts';
import { warmUp } from '../warm-up.ts';
import { type CacheKind, cacheKinds } from './cache-kinds.ts';

/** Shares of requests that find everything in the cache, in percent. */
export const hitRates = [0, 50, 99] as const;

/** Gateway at one hit rate. Without a cache the rate is undefined. */
export interface CacheRow {
  readonly kind: CacheKind;
  readonly hitRate: number | undefined;
  readonly rounds: readonly Round[];
}

/** Measures a case with and without caches. Stops everything that it started, also on failure. */
export async function benchCache(options: {
  readonly caseName: string;
  readonly rounds: number;
  readonly seconds: number;
}): Promise<readonly CacheRow[]> {
  const benchCase = benchCases.find(({ name }) => name === options.caseName);
  if (benchCase === undefined) throw new Error(`--case must be one of a-e; received ${options.caseName}`);
  const stubs = await startStubs('max-age=3600, public');
  const load = startChild(new URL('../load/load-process.ts', import.meta.url));
  const targets: Target[] = [];
  try {
    const rows = [];
    for (const kind of ['ours', 'ours-cached', 'stock', 'stock-cached'] as const) {
      const target = await startCached(kind, stubs);
      targets.push(target);
      const rates = kind.endsWith('cached') ? hitRates : [undefined];
      for (const hitRate of rates) {
        const mixed = mix(benchCase, hitRate ?? 99);
        const expected = computeExpectedData(stubs.supergraphSdl, benchCase);
        const [length = Number.NaN] = await checkAnswers(target, benchCase, expected);
        const measure = () =>
          measureRound({ load, stubs, seconds: options.seconds }, target, mixed, [length]);
        rows.push({ kind, hitRate, measure, rounds: [] as Round[] });
      }
    }
    for (const { measure } of rows) await warmUp(measure);
    for (let round = 0; round < options.rounds; round += 1)
      for (const row of rotate(rows, round)) row.rounds.push(await row.measure());
    return rows;
  } finally {
    for (const { process } of targets) process.stop();
    load.stop();
    stubs.stop();
  }
}

/** Returns 100 operations in turn. Those that must miss have a part of the cache of their own. */
function mix(benchCase: BenchCase, hitRate: number): BenchCase {
  const [operation] = benchCase.operations;
  if (operation === undefined) throw new Error('A case must have an operation');
  const operations = Array.from({ length: 100 }, (_, at) => ({
    ...operation,
    extensions: { viewer: at < hitRate ? 'everyone' : '%UNIQUE%' },
  }));
  return { ...benchCase, operations };
}

async function startCached(kind: CacheKind, { supergraphSdl }: Stubs): Promise<Target> {
  const process = startChild(new URL('./cache-process.ts', import.meta.url), {
    env: { APOLLO_TELEMETRY_DISABLED: '1' },
  });
  const { port } = readNumbers(await process.ask('start', { kind, supergraphSdl }), ['port']);
  return { kind: cacheKinds[kind], url: `http://127.0.0.1:${port}/graphql`, process };
}
