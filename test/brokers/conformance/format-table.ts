import { audits } from './audits.ts';
import type { TransportResult } from './run-audits.ts';

/** Formats results as a table of transports and audits in Markdown, with all findings below it. */
export function formatTable(results: readonly TransportResult[]): string {
  const rows = audits.map((audit) => [
    audit.name,
    ...results.map(({ findings }) => {
      const found = findings.get(audit);
      if (found === undefined) return '–';
      return found.length === 0 ? 'passed' : 'FAILED';
    }),
  ]);
  const header = ['audit', ...results.map(({ transport }) => transport)];
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(header), line(rule), ...rows.map(line), ...describeFindings(results)].join('\n');
}

/** Returns a sentence for each finding. */
export function describeFindings(results: readonly TransportResult[]): readonly string[] {
  return results.flatMap(({ transport, findings }) =>
    [...findings].flatMap(([{ name }, found]) => found.map((finding) => `${transport}, ${name}: ${finding}`)),
  );
}
