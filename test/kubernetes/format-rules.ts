import { readRegistry } from '@supergraph/schema/registry.ts';
import { overlays, renderOverlay } from './manifests.ts';
import { checkRules, rules } from './rules.ts';
import { findSchemaProblems } from './schema-problems.ts';

/** Renders every overlay, and returns a table of the rules with the breaches below. */
export async function describeManifests(): Promise<{ readonly text: string; readonly hasBreaches: boolean }> {
  const columns = await Promise.all(
    overlays.map(async (overlay) => {
      const objects = renderOverlay(overlay);
      const invalid = (await Promise.all(objects.map(findSchemaProblems))).flat();
      const breaches = checkRules({ overlay, objects, registry: readRegistry() });
      return { overlay, breaches: new Map([[schemaRule, invalid], ...breaches]), count: objects.length };
    }),
  );
  const rows = [schemaRule, ...rules.map(({ name }) => name)].map((rule) => [
    rule,
    ...columns.map(({ breaches }) => describeOutcome(breaches.get(rule))),
  ]);
  const head = ['rule', ...columns.map(({ overlay, count }) => `${overlay} (${count} objects)`)];
  const problems = columns.flatMap(({ overlay, breaches }) =>
    [...breaches].flatMap(([rule, found]) => found.map((problem) => `${overlay}: ${problem} (${rule})`)),
  );
  return { text: [formatTable([head, ...rows]), ...problems].join('\n'), hasBreaches: problems.length > 0 };
}

const schemaRule = 'valid for the schemas of Kubernetes 1.36';

function describeOutcome(breaches: readonly string[] | undefined): string {
  if (breaches === undefined) return '-';
  return breaches.length === 0 ? 'kept' : `BROKEN (${breaches.length})`;
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .toSpliced(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`)
    .join('\n');
}
