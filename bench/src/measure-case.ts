import type { BenchCase } from './bench-cases.ts';
import { checkAnswers } from './check-answer.ts';
import type { GatewayKind } from './gateways/gateway-kinds.ts';
import { type RunningGateway, startGateway } from './gateways/start-gateway.ts';
import { type Bench, measureRound, type Round } from './measure-round.ts';
import { rotate } from './rotate.ts';
import { computeExpectedData } from './stub/expected-data.ts';
import { warmUp } from './warm-up.ts';

/** Rounds of every gateway for one case, in the order that they ran: round 1 of each, round 2 of each, … */
export type CaseResult = {
  readonly benchCase: BenchCase;
  readonly rounds: ReadonlyMap<GatewayKind, readonly Round[]>;
};

/** Settings of a comparison. */
export type Comparison = {
  readonly kinds: readonly GatewayKind[];
  readonly rounds: number;
  readonly v8Flags: readonly string[];
};

/**
 * Measures one case on fresh processes: checks every gateway's answer, warms each up, and then runs alternating rounds,
 * so that other activity on the machine affects all alike.
 */
export async function measureCase(
  bench: Bench,
  benchCase: BenchCase,
  comparison: Comparison,
): Promise<CaseResult> {
  const gateways: RunningGateway[] = [];
  // The bare server only passes on what one subgraph answers.
  const kinds = comparison.kinds.filter((kind) => kind !== 'bare' || benchCase.name === 'a');
  try {
    for (const kind of kinds)
      gateways.push(await startGateway(kind, bench.stubs.supergraphSdl, comparison.v8Flags));
    return { benchCase, rounds: await takeTurns(bench, benchCase, gateways, comparison.rounds) };
  } finally {
    for (const gateway of gateways) gateway.process.stop();
  }
}

async function takeTurns(
  bench: Bench,
  benchCase: BenchCase,
  gateways: readonly RunningGateway[],
  count: number,
) {
  const expectedData = computeExpectedData(bench.stubs.supergraphSdl, benchCase);
  const lengths = new Map<GatewayKind, readonly number[]>();
  for (const gateway of gateways)
    lengths.set(gateway.kind, await checkAnswers(gateway, benchCase, expectedData));
  const measure = (gateway: RunningGateway) =>
    measureRound(bench, gateway, benchCase, lengths.get(gateway.kind) ?? []);
  for (const gateway of gateways) await warmUp(() => measure(gateway));
  const rounds = new Map<GatewayKind, Round[]>(gateways.map(({ kind }) => [kind, []]));
  for (let round = 0; round < count; round += 1)
    for (const gateway of rotate(gateways, round)) rounds.get(gateway.kind)?.push(await measure(gateway));
  return rounds;
}
