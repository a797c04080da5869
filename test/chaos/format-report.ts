import { formatTable } from '../../bench/src/report/format-table.ts';
import { recoveryLimitMs } from './judge-slots.ts';
import type { ChaosReport } from './run-chaos.ts';

/** Formats a table with one row per fault, and the accounts at the end. */
export function formatReport({ results, accounts, differences }: ChaosReport): string {
  const rows = results.map(({ name, times, requests, failed, expected, recoveryMs }) =>
    [name, times, requests, failed, expected, Math.round(recoveryMs)].map(String),
  );
  const { acknowledged, found, lost, stockConserved, moneyConserved } = accounts;
  const yes = (holds: boolean): string => (holds ? 'conserved' : 'NOT CONSERVED');
  return [
    formatTable(['fault', 'times', 'requests', 'failed', 'of these expected', 'recovery ms'], rows),
    '',
    `Orders acknowledged: ${acknowledged}, found: ${found}, lost or duplicated: ${lost}.`,
    `Stock: ${yes(stockConserved)}. Money: ${yes(moneyConserved)}.`,
    `Differences between projections and the databases that they are made from: ${differences.length}.`,
  ].join('\n');
}

/** Returns all violations as sentences. Empty for a run without violations. */
export function findProblems({ results, accounts, differences }: ChaosReport): readonly string[] {
  const { acknowledged, found, lost, stockConserved, moneyConserved } = accounts;
  return [
    ...results.flatMap(({ unexpected }) => unexpected),
    ...results
      .filter(({ recoveryMs }) => recoveryMs > recoveryLimitMs)
      .map(({ name, recoveryMs }) => `${name}: recovery took ${Math.round(recoveryMs)} ms`),
    ...(lost > 0 || found !== acknowledged
      ? [`of ${acknowledged} acknowledged orders ${found} were found, and ${lost} were lost or duplicated`]
      : []),
    ...(stockConserved ? [] : ['the stock does not add up']),
    ...(moneyConserved ? [] : ['the amounts do not add up']),
    ...differences.slice(0, 10),
  ];
}
