import { formatTable } from '../../../bench/src/report/format-table.ts';
import type { RollingReport } from './run-rolling.ts';

/** Formats a table with one row per service, and the accounts at the end. */
export function formatRolling({ restarts, accounts, events, differences }: RollingReport): string {
  const rows = restarts.map(({ name, seconds, requests, failed }) => [
    `${name}: both replicas restarted`,
    seconds.toFixed(1),
    String(requests),
    String(failed.length),
  ]);
  return [
    formatTable(['under load', 'seconds', 'requests', 'failed'], rows),
    '',
    `Orders acknowledged: ${accounts.acknowledged}, found: ${accounts.found}, lost or duplicated: ${accounts.lost}.`,
    `Events committed: ${events.committed}, received by ${events.subscribers} subscribers: ${events.received}, lost: ${events.lost}, doubled: ${events.doubled}.`,
    `Differences between services: ${differences.length}.`,
  ].join('\n');
}

/** Returns all violations as sentences. */
export function findRollingProblems({
  restarts,
  accounts,
  events,
  differences,
}: RollingReport): readonly string[] {
  const failed = restarts.flatMap(({ name, failed }) =>
    failed.map(
      (record) =>
        `while ${name} restarted, ${record.kind} failed: ${record.problem ?? record.failed.join(' and ')}`,
    ),
  );
  const { lost, doubled, misordered } = events;
  return [
    ...failed,
    ...(accounts.lost > 0 ? [`${accounts.lost} orders were lost or duplicated`] : []),
    ...(lost + doubled + misordered > 0
      ? [`of the events, ${lost} were lost, ${doubled} doubled and ${misordered} out of order`]
      : []),
    ...events.failures,
    ...differences,
  ];
}
