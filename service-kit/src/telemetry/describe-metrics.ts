import { metricTable } from './metric-table.ts';

/** Returns the metric table as Markdown, with the names as Prometheus has them. */
export function describeMetrics(): string {
  const rows = Object.entries(metricTable).map(([name, { kind, unit, of, attributes, about }]) => {
    const labels = attributes.map((attribute) => `\`${prometheusName(attribute)}\``).join(', ');
    const suffix = kind === 'counter' || kind === 'total' ? '_total' : '';
    const type = kind === 'total' ? 'counter' : kind;
    return `| \`${prometheusName(name)}${suffix}\` | ${type} | ${unit} | ${of} | ${labels} | ${about} |\n`;
  });
  return `| metric | type | unit | process | labels | meaning |\n|---|---|---|---|---|---|\n${rows.join('')}`;
}

function prometheusName(name: string): string {
  return name.replaceAll('.', '_');
}
