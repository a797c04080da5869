import type { AuditFamily } from './audit.ts';
import { describeFindings, type FamilyResult } from './run-audits.ts';

/** Formats the table of all families, and below it each finding. */
export function formatResults(results: readonly FamilyResult[]): string {
  const rows = results.map((result) => {
    const passed = result.results.filter(({ findings }) => findings.length === 0).length;
    return [result.family.name, result.results.length, passed, describeFindings(result).length] as const;
  });
  const sum = (column: 1 | 2 | 3): number => rows.reduce((total, row) => total + row[column], 0);
  const table = formatTable([
    ['family', 'audits', 'passed', 'unexpected'],
    ...rows,
    ['all', sum(1), sum(2), sum(3)],
  ]);
  return [table, ...results.flatMap(describeFindings).map((finding) => `- ${finding}`)].join('\n');
}

/** Formats the requests and expected answers of each family. */
export function formatAudits(families: readonly AuditFamily[]): string {
  return families
    .map(({ name, audits }) =>
      [
        `## ${name}`,
        '',
        ...audits.map(({ id, sends, expects }) => `- \`${id}\`: ${sends} → ${expects}`),
      ].join('\n'),
    )
    .join('\n\n');
}

/** Formats a Markdown table with the numbers to the right. */
function formatTable(rows: readonly (readonly (string | number)[])[]): string {
  const width = Math.max(...rows.map(([name = '']) => String(name).length));
  const lines = rows.map(
    ([name = '', ...numbers]) =>
      `| ${String(name).padEnd(width)} | ${numbers.map((cell) => String(cell).padStart(10)).join(' | ')} |`,
  );
  const rule = `|${'-'.repeat(width + 2)}|${`${'-'.repeat(11)}:|`.repeat((rows[0]?.length ?? 1) - 1)}`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
