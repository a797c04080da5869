import { divideRounds, formatSpread, leastCpuOf } from '../report/compare-rounds.ts';
import { formatTable } from '../report/format-table.ts';
import { median } from '../report/median.ts';
import type { GraphCase } from './graph-cases.ts';
import type { GraphRound } from './measure-topology.ts';
import { type TopologyName, topologyTitles } from './start-topology.ts';

/** Rounds of every topology for one case, in the order that they ran: round 1 of each, round 2 of each, … */
export type GraphCaseResult = {
  readonly graphCase: GraphCase;
  readonly rounds: ReadonlyMap<TopologyName, readonly GraphRound[]>;
};

const header = [
  'case',
  'CPU ms',
  'least',
  '÷ hand-written',
  'min–max',
  'PostgreSQL ms',
  'req/s',
  'p50 ms',
  'p99 ms',
  'peak RSS MB',
  'SQL statements',
];

/**
 * Formats one table of all cases. Every figure is the median of its rounds. RSS is the sum of the processes'
 * peaks. "least" is the round with the least CPU. "÷ hand-written" is the median, over the rounds, of a
 * topology's CPU per request divided by the hand-written server's in the same round.
 */
export function formatTopologies(results: readonly GraphCaseResult[]): string {
  return formatTable(header, results.flatMap(formatCase));
}

function formatCase({ graphCase, rounds }: GraphCaseResult): readonly (readonly string[])[] {
  const reference = rounds.get('handwritten') ?? [];
  return [
    [`(${graphCase.name}) ${graphCase.title}`, ...header.slice(1).map(() => '')],
    ...[...rounds].map(([name, measured]) => formatTopology(name, measured, reference)),
  ];
}

function formatTopology(
  name: TopologyName,
  measured: readonly GraphRound[],
  reference: readonly GraphRound[],
): readonly string[] {
  const middle = (field: keyof GraphRound) => median(measured.map((round) => round[field]));
  const ratios = divideRounds(measured, reference);
  const isCompared = name !== 'handwritten';
  return [
    `  ${topologyTitles[name]}`,
    middle('cpuMs').toFixed(3),
    leastCpuOf(measured).toFixed(3),
    isCompared ? median(ratios).toFixed(2) : '',
    isCompared ? formatSpread(ratios) : '',
    formatKnown(middle('postgresMs'), 2),
    middle('requestsPerSecond').toFixed(0),
    middle('p50Ms').toFixed(1),
    middle('p99Ms').toFixed(1),
    (Math.max(...measured.map((round) => round.peakRssBytes)) / 1e6).toFixed(0),
    middle('statements').toFixed(1),
  ];
}

function formatKnown(value: number, digits: number): string {
  return Number.isNaN(value) ? 'not told' : value.toFixed(digits);
}
