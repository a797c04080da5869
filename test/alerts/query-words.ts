import { metricTable } from '@supergraph/service-kit/telemetry/metric-table.ts';

const underscored = (name: string): string => name.replaceAll('.', '_');

/** Names of the series of all metrics, as Prometheus has them. */
const series = new Set(
  Object.entries(metricTable).flatMap(([name, { kind }]) => {
    const base = underscored(name);
    if (kind === 'histogram') return [`${base}_bucket`, `${base}_count`, `${base}_sum`];
    return kind === 'gauge' ? [base] : [`${base}_total`];
  }),
);

/** Labels of all metrics, and those that Prometheus adds. */
const labels = new Set([
  ...Object.values(metricTable).flatMap(({ attributes }) => attributes.map(underscored)),
  ...['job', 'instance', 'le'],
]);

/** Words of PromQL. */
const language = new Set(
  (
    'and or unless by without on ignoring sum max min count avg rate increase resets vector histogram_quantile ' +
    'avg_over_time min_over_time max_over_time clamp_min topk up'
  ).split(' '),
);

/** Returns the words of a query that are neither a metric, nor a label, nor PromQL. */
export function unknownWords(query: string, recorded: ReadonlySet<string> = new Set()): readonly string[] {
  const words = query.replaceAll(/"[^"]*"|'[^']*'|\[[^\]]*\]/g, ' ').match(/[a-zA-Z_][\w:]*/g);
  return (words ?? []).filter(
    (word) => ![series, labels, language, recorded].some((known) => known.has(word)),
  );
}
