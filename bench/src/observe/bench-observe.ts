import { type BenchCase, benchCases } from '../bench-cases.ts';
import { checkAnswers } from '../check-answer.ts';
import type { Target } from '../gateways/start-gateway.ts';
import { type Bench, measureRound, type Round } from '../measure-round.ts';
import { readNumbers } from '../processes/read-numbers.ts';
import { startChild } from '../processes/start-child.ts';
import { rotate } from '../rotate.ts';
import { computeExpectedData } from '../stub/expected-data.ts';
import { startStubs } from '../stub/start-stubs.ts';
import { createGuardedSettings, type GuardedSettings } from '../trust/guarded-settings.ts';
import { warmUp } from '../warm-up.ts';
import type { ObserveKind } from './observe-kinds.ts';

/** One way to observe a gateway, with its rounds. */
export type ObserveResult = ObserveKind & { readonly rounds: readonly Round[] };

const [observedProcess, gatewayProcess, instrumentation] = [
  new URL('./observed-process.ts', import.meta.url),
  new URL('../gateways/gateway-process.ts', import.meta.url),
  new URL('../../peers/instrument-graphql.mjs', import.meta.url),
];

/**
 * Measures the small query with an entity hop. The rounds of all ways take turns. Each pass has new processes, because equal
 * processes differ by some percent for as long as they run. Stops everything that it started, also on failure.
 */
export async function benchObserve(
  kinds: readonly ObserveKind[],
  options: { readonly passes: number; readonly rounds: number; readonly seconds: number },
): Promise<readonly ObserveResult[]> {
  const benchCase = benchCases.find(({ name }) => name === 'b');
  if (benchCase === undefined) throw new Error('The cases must have the small query "b"');
  const stubs = await startStubs();
  const load = startChild(new URL('../load/load-process.ts', import.meta.url));
  const collector = startChild(observedProcess);
  const queries = benchCase.operations.map(({ query }) => query);
  const settings = await createGuardedSettings(stubs.supergraphSdl, queries);
  const bench = { load, stubs, seconds: options.seconds };
  const results = kinds.map((kind) => ({ ...kind, rounds: [] as Round[] }));
  try {
    const { port } = readNumbers(await collector.ask('collect'), ['port']);
    for (let pass = 0; pass < options.passes; pass += 1)
      await runPass(results, { bench, benchCase, settings, collectorPort: port, rounds: options.rounds });
    return results;
  } finally {
    for (const child of [load, collector, stubs]) child.stop();
    settings.remove();
  }
}

/** Resources of all passes. */
interface Pass {
  readonly bench: Bench;
  readonly benchCase: BenchCase;
  readonly settings: GuardedSettings;
  readonly collectorPort: number;
  readonly rounds: number;
}

/** Starts a process for each way, and adds its rounds. */
async function runPass(
  results: readonly (ObserveKind & { readonly rounds: Round[] })[],
  pass: Pass,
): Promise<void> {
  const { bench, benchCase } = pass;
  const { supergraphSdl } = bench.stubs;
  const expected = computeExpectedData(supergraphSdl, benchCase);
  const targets: Target[] = [];
  try {
    const measures: (() => Promise<void>)[] = [];
    for (const { rounds, ...kind } of results) {
      const target = await startTarget(kind, pass);
      targets.push(target);
      const lengths = await checkAnswers(target, benchCase, expected);
      const measure = () => measureRound(bench, target, benchCase, lengths);
      await warmUp(measure);
      measures.push(async () => void rounds.push(await measure()));
    }
    for (let round = 0; round < pass.rounds; round += 1)
      for (const measure of rotate(measures, round)) await measure();
  } finally {
    for (const target of targets) target.process.stop();
  }
}

async function startTarget(
  { kind, gateway, env, isTraced }: ObserveKind,
  { bench, settings, collectorPort }: Pass,
): Promise<Target> {
  const traced = isTraced && { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collectorPort}` };
  const isOurs = gateway === 'ours';
  const child = isOurs
    ? startChild(observedProcess, { v8Flags: equalHeaps })
    : startChild(gatewayProcess, {
        v8Flags: [...equalHeaps, ...(isTraced ? [`--import=${instrumentation.href}`] : [])],
        env: { APOLLO_TELEMETRY_DISABLED: '1', ...onlyTraces, ...env, ...traced },
      });
  const started = isOurs
    ? await child.ask('start', { env: { ...settings.env, SHED_LAG_MS: '0', ...env, ...traced } })
    : await child.ask('start', { kind: 'stock', supergraphSdl: bench.stubs.supergraphSdl });
  const { port } = readNumbers(started, ['port']);
  const headers = isOurs ? settings.headers : {};
  return { kind, url: `http://127.0.0.1:${port}/graphql`, headers, process: child };
}

/**
 * V8 doubles the young generation of one process and not of another. The collections of the smaller one then take up to a fifth of
 * the CPU, which is more than all telemetry.
 */
const equalHeaps = ['--min-semi-space-size=32', '--max-semi-space-size=32'];

/** Settings of OpenTelemetry's SDK, which would otherwise send metrics and logs too. */
const onlyTraces = { OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
