import { type GatewayKind, gatewayTitles } from '../gateways/gateway-kinds.ts';
import type { CaseResult } from '../measure-case.ts';
import type { Round } from '../measure-round.ts';
import { formatTable } from './format-table.ts';
import { median } from './median.ts';

const header = [
  'case',
  'CPU ms',
  'least',
  '÷ ours',
  'min–max',
  'req/s',
  'p50 ms',
  'p99 ms',
  'peak RSS MB',
  'fetches',
  'KB sent',
];

/**
 * One table of all cases. Every figure is the median of its rounds, RSS the process's peak; "least" is the
 * round with the least CPU, which is closest to a machine with nothing else to do; "÷ ours" is the median, over the
 * rounds, of a gateway's CPU per request divided by ours in the same round.
 */
export function formatResults(results: readonly CaseResult[]): string {
  return formatTable(header, results.flatMap(formatCase));
}

function formatCase({ benchCase, rounds }: CaseResult): readonly (readonly string[])[] {
  const ours = rounds.get('ours') ?? [];
  return [
    [`(${benchCase.name}) ${benchCase.title}`, ...header.slice(1).map(() => '')],
    ...[...rounds].map(([kind, measured]) => formatGateway(kind, measured, ours)),
  ];
}

function formatGateway(
  kind: GatewayKind,
  measured: readonly Round[],
  ours: readonly Round[],
): readonly string[] {
  const middle = (field: keyof Round) => median(measured.map((round) => round[field]));
  const ratios = measured.map(({ cpuMs }, at) => cpuMs / (ours[at]?.cpuMs ?? Number.NaN));
  const compared = kind !== 'ours';
  return [
    `  ${gatewayTitles[kind]}`,
    middle('cpuMs').toFixed(3),
    Math.min(...measured.map((round) => round.cpuMs)).toFixed(3),
    compared ? median(ratios).toFixed(2) : '',
    compared ? `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}` : '',
    middle('requestsPerSecond').toFixed(middle('requestsPerSecond') < 100 ? 1 : 0),
    middle('p50Ms').toFixed(1),
    middle('p99Ms').toFixed(1),
    (Math.max(...measured.map((round) => round.peakRssBytes)) / 1e6).toFixed(0),
    middle('fetches').toFixed(1),
    (middle('sentBytes') / 1000).toFixed(1),
  ];
}
