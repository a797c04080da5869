import { formatTable } from '../../../bench/src/report/format-table.ts';
import { median } from '../../../bench/src/report/median.ts';
import type { Percentiles, SlowReport } from './run-slow.ts';

/** Allowed ratio of the p99 with a slow subgraph to the p99 without it. */
const limit = 1.5;

/** Formats a table with one row per round, and the median of their ratios. */
export function formatSlow({ rounds, failed }: SlowReport): string {
  const cells = ({ requests, p50, p99 }: Percentiles) => [String(requests), p50.toFixed(1), p99.toFixed(1)];
  const rows = rounds.map(({ without, during }, index) => [
    String(index + 1),
    ...cells(without),
    ...cells(during),
    (during.p99 / without.p99).toFixed(2),
  ]);
  const header = ['round', 'requests', 'p50 ms', 'p99 ms', 'slow: requests', 'p50 ms', 'p99 ms', 'p99 ratio'];
  return [
    'Queries that do not touch users, without and while users takes 5 s:',
    formatTable(header, rows),
    `Median of the ratios: ${ratioOf(rounds).toFixed(2)} (at most ${limit}). Failed: ${failed}.`,
  ].join('\n');
}

/** Returns all violations as sentences. */
export function findSlowProblems({ rounds, failed }: SlowReport): readonly string[] {
  return [
    ...(ratioOf(rounds) > limit
      ? [`a slow subgraph multiplies the p99 of other queries by ${ratioOf(rounds)}`]
      : []),
    ...(failed > 0 ? [`${failed} queries failed that do not touch the slow subgraph`] : []),
  ];
}

function ratioOf(rounds: SlowReport['rounds']): number {
  return median(rounds.map(({ without, during }) => during.p99 / without.p99));
}
