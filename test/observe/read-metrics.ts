import { readSamples, type Sample } from '@supergraph/service-kit/telemetry/read-samples.ts';

export type { Sample };

/** Reads the metrics of a process from its METRICS_PORT. */
export async function readMetrics(port: number | string): Promise<readonly Sample[]> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
  return readSamples(await response.text());
}

/** Returns the sum of the samples of a metric that have these labels. */
export function sumOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

/** Returns the names and labels of samples, which identify their series. */
export function seriesOf(samples: readonly Sample[]): ReadonlySet<string> {
  return new Set(samples.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`));
}
