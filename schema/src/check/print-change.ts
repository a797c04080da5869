import type { GraphChange } from './check-change.ts';
import type { ClientOperation } from './parse-manifest.ts';

/** Formats a verdict for people: broken operations first, the verdict last. */
export function printChange(change: GraphChange, baseline: string): string {
  const { breaking, operations } = change;
  const harmless = breaking.filter(({ breaks }) => breaks.length === 0);
  const sections = [
    section(
      'Breaks operations that clients send',
      breaking
        .filter(({ breaks }) => breaks.length > 0)
        .map(({ message, breaks }) => [message, ...breaks.map(printOperation)]),
    ),
    section(
      'Operations that would not be valid any more',
      change.broken.map(({ operation, errors }) => [printOperation(operation), ...errors]),
    ),
    section(
      'Breaking, but no known operation depends on it',
      harmless.map(({ message }) => [message]),
    ),
    section(
      'Dangerous: some clients may notice',
      change.dangerous.map((message) => [message]),
    ),
    section(
      'Harmless',
      change.additions.map((message) => [message]),
    ),
    section(
      'Deprecated and still in use',
      change.deprecatedUses.map(({ operation, uses }) => [printOperation(operation), ...uses]),
    ),
    section(
      'Fetches of an operation',
      change.fetches.map(({ operation, before, after }) => [
        `${printOperation(operation)}: ${before.length} before (${before.join(', ')}), ${after.length} after (${after.join(', ')})`,
      ]),
    ),
    section(
      `Not valid on ${baseline} either, and not judged`,
      change.alreadyInvalid.map(({ operation, errors }) => [printOperation(operation), ...errors]),
    ),
  ];
  return `${sections.join('')}${verdict(change)} (against ${baseline}, ${operations} known operation${operations === 1 ? '' : 's'})\n`;
}

function section(title: string, entries: readonly (readonly string[])[]): string {
  if (entries.length === 0) return '';
  const lines = entries.map(([first = '', ...rest]) => [
    `  - ${first}`,
    ...rest.map((each) => `      ${each}`),
  ]);
  return `${title}\n${lines.flat().join('\n')}\n\n`;
}

function printOperation({ name, count, source }: ClientOperation): string {
  const asked = count === undefined ? '' : `, asked ${count} time${count === 1 ? '' : 's'}`;
  return `${name} (${source}${asked})`;
}

function verdict({ accepted, breaking, dangerous, additions }: GraphChange): string {
  if (!accepted) return 'REFUSED: operations that clients send would break';
  if (breaking.length + dangerous.length + additions.length === 0)
    return 'ACCEPTED: what clients see does not change';
  return 'ACCEPTED: nothing that clients send breaks';
}
