import type { Attributes } from '@opentelemetry/api';
import type { HistogramMetricData } from '@opentelemetry/sdk-metrics';

/** Histograms whose values are read at each collection. */
export interface Histograms {
  /** Creates a histogram, and returns the function that records a value. */
  readonly create: (declaration: HistogramDeclaration) => (value: number, attributes?: Attributes) => void;
  /** Returns all values so far, in the form of OpenTelemetry's SDK. */
  readonly read: () => HistogramMetricData[];
}

/** Declaration of a histogram. */
export interface HistogramDeclaration {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  /** Names of its attributes. */
  readonly attributes: readonly string[];
  /** Upper bounds of its buckets, ascending. */
  readonly bounds: readonly number[];
}

/** Values with the same attributes. */
interface Series {
  readonly attributes: Attributes;
  readonly counts: number[];
  sum: number;
}

/** Maximum number of series of a histogram, as in the SDK. All others share one. */
const maxSeries = 2_000;

const overflow: Attributes = { 'otel.metric.overflow': true };

/**
 * Creates histograms that record a value in a third of the time of the SDK's (0.15 instead of 0.46 µs), which sorts and serializes the
 * attributes of each value. A request records about seven values, so this saves it 1 % of its CPU time.
 */
export function createHistograms({
  DataPointType,
  AggregationTemporality,
}: Pick<
  typeof import('@opentelemetry/sdk-metrics'),
  'DataPointType' | 'AggregationTemporality'
>): Histograms {
  const all: { readonly declaration: HistogramDeclaration; readonly series: ReadonlyMap<string, Series> }[] =
    [];
  const startTime: [number, number] = [Math.floor(Date.now() / 1_000), 0];
  const describe = ({ name, description, unit }: HistogramDeclaration) => {
    return { name, description, unit, type: 'HISTOGRAM' as const, valueType: 1, advice: {} };
  };
  return {
    create(declaration) {
      const series = new Map<string, Series>();
      all.push({ declaration, series });
      return createRecorder(declaration, series);
    },
    read: () =>
      all.map(({ declaration, series }) => ({
        descriptor: describe(declaration),
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: [...series.values()].map(({ attributes, counts, sum }) => ({
          attributes,
          startTime,
          endTime: [Math.floor(Date.now() / 1_000), 0],
          value: {
            buckets: { boundaries: [...declaration.bounds], counts: [...counts] },
            sum,
            count: counts.reduce((total, count) => total + count, 0),
          },
        })),
      })),
  };
}

function createRecorder({ attributes: names, bounds }: HistogramDeclaration, series: Map<string, Series>) {
  const add = (key: string, attributes: Attributes): Series => {
    const added = { attributes, counts: Array<number>(bounds.length + 1).fill(0), sum: 0 };
    series.set(key, added);
    return added;
  };
  const find = (attributes: Attributes): Series => {
    let key = '';
    for (const name of names) {
      const value = attributes[name];
      key += value === undefined ? '\n' : `=${value}\n`;
    }
    const found = series.get(key);
    if (found !== undefined) return found;
    if (series.size < maxSeries) return add(key, attributes);
    return series.get('overflow') ?? add('overflow', overflow);
  };
  return (value: number, attributes: Attributes = {}): void => {
    const found = find(attributes);
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket += 1;
    found.counts[bucket] = (found.counts[bucket] ?? 0) + 1;
    found.sum += value;
  };
}
