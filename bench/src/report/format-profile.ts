import { formatTable } from './format-table.ts';
import type { ProfileSummary } from './summarize-profile.ts';

/** Formats two tables of a profile: modules with at least half a percent, and the 30 most expensive functions. */
export function formatProfile({ modules, functions }: ProfileSummary): string {
  const total = modules.reduce((sum, [, ms]) => sum + ms, 0);
  const share = ([name, ms]: readonly [string, number]) => [
    name,
    `${((100 * ms) / total).toFixed(1)} %`,
    ms.toFixed(0),
  ];
  return [
    formatTable(['module', 'self', 'ms'], modules.filter(([, ms]) => ms >= total / 200).map(share)),
    formatTable(['function', 'self', 'ms'], functions.slice(0, 30).map(share)),
  ].join('\n\n');
}
