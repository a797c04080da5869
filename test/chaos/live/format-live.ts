import { formatTable } from '../../../bench/src/report/format-table.ts';
import { median } from '../../../bench/src/report/median.ts';
import type { LiveReport } from './run-live.ts';

/** Formats a table with one row per killed process, and the accounts of the events at the end. */
export function formatLive({ kills, accounts }: LiveReport): string {
  const rows = [...new Set(kills.map(({ name }) => name))].map((name) => {
    const own = kills.filter((kill) => kill.name === name);
    const took = own.map(({ recoveryMs = Number.NaN }) => recoveryMs);
    const broken = own.reduce((total, kill) => total + kill.broken, 0);
    return [name, own.length, broken, Math.round(median(took)), Math.round(Math.max(...took))].map(String);
  });
  const { committed, subscribers, received, lost, doubled, misordered } = accounts;
  return [
    formatTable(['fault', 'times', 'attempts to resume', 'recovery ms: median', 'longest'], rows),
    '',
    `Events committed: ${committed}. Received by ${subscribers} subscribers: ${received}.`,
    `Lost: ${lost}, doubled: ${doubled}, orders whose events came in another order: ${misordered}.`,
  ].join('\n');
}

/** Returns all violations as sentences. */
export function findLiveProblems({ kills, accounts }: LiveReport): readonly string[] {
  const { lost, doubled, misordered, failures } = accounts;
  return [
    ...kills
      .filter(({ recoveryMs }) => recoveryMs === undefined)
      .map(({ name }) => `${name}: a subscriber had no event within 30 s of the restart`),
    ...(lost > 0 ? [`${lost} events were lost`] : []),
    ...(doubled > 0 ? [`${doubled} events were doubled`] : []),
    ...(misordered > 0 ? [`the events of ${misordered} orders came in another order`] : []),
    ...failures,
  ];
}
