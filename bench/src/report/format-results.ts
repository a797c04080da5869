import { type GatewayKind, gatewayTitles } from '../gateways/gateway-kinds.ts';
import type { CaseResult } from '../measure-case.ts';
import type { Round } from '../measure-round.ts';
import { divideRounds, formatSpread, leastCpuOf } from './compare-rounds.ts';
import { formatTable } from './format-table.ts';
import { median } from './median.ts';

const header = [
  'case',
  'CPU ms',
  'least',
  'stock ÷',
  'min–max',
  '÷ ours',
  'req/s',
  'p50 ms',
  'p99 ms',
  'peak RSS MB',
  'fetches',
  'KB sent',
];

/**
 * Formats one table of all cases. Every figure is the median of its rounds. RSS is the process's peak. "least" is the
 * round with the least CPU, the closest to an idle machine. "stock ÷" is the median, over the rounds, of stock's CPU per
 * request divided by the gateway's in the same round. "÷ ours" is the same with the gateway's CPU divided by ours.
 */
export function formatResults(results: readonly CaseResult[]): string {
  return formatTable(header, results.flatMap(formatCase));
}

function formatCase({ benchCase, rounds }: CaseResult): readonly (readonly string[])[] {
  return [
    [`(${benchCase.name}) ${benchCase.title}`, ...header.slice(1).map(() => '')],
    ...[...rounds].map(([kind, measured]) => formatGateway(kind, measured, rounds)),
  ];
}

function formatGateway(
  kind: GatewayKind,
  measured: readonly Round[],
  rounds: CaseResult['rounds'],
): readonly string[] {
  const middle = (field: keyof Round) => median(measured.map((round) => round[field]));
  const byStock = divideRounds(rounds.get('stock'), measured);
  const byOurs = divideRounds(measured, rounds.get('ours'));
  return [
    `  ${gatewayTitles[kind]}`,
    middle('cpuMs').toFixed(3),
    leastCpuOf(measured).toFixed(3),
    kind === 'stock' ? '' : median(byStock).toFixed(2),
    kind === 'stock' ? '' : formatSpread(byStock),
    kind === 'ours' ? '' : median(byOurs).toFixed(2),
    middle('requestsPerSecond').toFixed(middle('requestsPerSecond') < 100 ? 1 : 0),
    middle('p50Ms').toFixed(1),
    middle('p99Ms').toFixed(1),
    (Math.max(...measured.map((round) => round.peakRssBytes)) / 1e6).toFixed(0),
    middle('fetches').toFixed(1),
    (middle('sentBytes') / 1000).toFixed(1),
  ];
}
