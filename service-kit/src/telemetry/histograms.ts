import type { Attributes } from '@opentelemetry/api';
import type { HistogramMetricData } from '@opentelemetry/sdk-metrics';

/** Histograms whose values are read at each collection. */
export interface Histograms {
  /** Creates a histogram, and returns the function that records a value. Attributes that are undefined are left out. */
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

/** Series of a histogram by the value of its first attribute, then of its second, and so on. */
interface Labels {
  readonly next: Map<unknown, Labels>;
  series: Series | undefined;
}

/** Maximum number of series of a histogram, as in the SDK. All others share one. */
const maxSeries = 2_000;

const overflow: Attributes = { 'otel.metric.overflow': true };

const none: Attributes = {};

/**
 * Creates histograms. Those of the SDK sort and serialize the attributes of each value. For the six values of a small query this
 * cost 2.6 µs and 5.6 KB of garbage more, which is 2 % of its CPU time.
 */
export function createHistograms({
  DataPointType,
  AggregationTemporality,
}: Pick<
  typeof import('@opentelemetry/sdk-metrics'),
  'DataPointType' | 'AggregationTemporality'
>): Histograms {
  const all: { readonly declaration: HistogramDeclaration; readonly series: readonly Series[] }[] = [];
  const startTime: [number, number] = [Math.floor(Date.now() / 1_000), 0];
  const describe = ({ name, description, unit }: HistogramDeclaration) => {
    return { name, description, unit, type: 'HISTOGRAM' as const, valueType: 1, advice: {} };
  };
  return {
    create(declaration) {
      const series: Series[] = [];
      all.push({ declaration, series });
      return createRecorder(declaration, series);
    },
    read: () =>
      all.map(({ declaration, series }) => ({
        descriptor: describe(declaration),
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: series.map(({ attributes, counts, sum }) => ({
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

function createRecorder(
  { attributes: names, bounds }: HistogramDeclaration,
  series: Series[],
): (value: number, attributes?: Attributes) => void {
  const root: Labels = { next: new Map(), series: undefined };
  let others: Series | undefined;
  const create = (attributes: Attributes): Series => {
    const created = { attributes, counts: Array<number>(bounds.length + 1).fill(0), sum: 0 };
    series.push(created);
    return created;
  };
  const add = (attributes: Attributes): Series => {
    if (series.length >= maxSeries) {
      others ??= create(overflow);
      return others;
    }
    let labels = root;
    for (const name of names) {
      const next = labels.next.get(attributes[name]) ?? { next: new Map(), series: undefined };
      labels.next.set(attributes[name], next);
      labels = next;
    }
    const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
    labels.series = create(Object.fromEntries(present));
    return labels.series;
  };
  const find = (attributes: Attributes): Series => {
    let labels: Labels | undefined = root;
    for (const name of names) {
      labels = labels.next.get(attributes[name]);
      if (labels === undefined) return add(attributes);
    }
    return labels.series ?? add(attributes);
  };
  return (value, attributes = none) => {
    const found = find(attributes);
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket += 1;
    found.counts[bucket] = (found.counts[bucket] ?? 0) + 1;
    found.sum += value;
  };
}
