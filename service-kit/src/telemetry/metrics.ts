import { createNoopMeter, type Meter } from '@opentelemetry/api';
import type { Histograms } from './histograms.ts';
import { type MetricAttributes, type MetricName, metricTable } from './metric-table.ts';

/** Reading of a metric at a collection. */
export interface Reading<Name extends MetricName> {
  readonly value: number;
  readonly attributes?: MetricAttributes<Name>;
}

/** Metrics of a process, by the names of the metric table. */
export interface Metrics {
  /** False if no metrics are served. Recording is then free, but computing a value is not. */
  readonly isOn: boolean;
  /** Returns a function that records a value. Durations are seconds. */
  histogram<Name extends MetricName<'histogram'>>(
    name: Name,
  ): (value: number, attributes?: MetricAttributes<Name>) => void;
  /** Returns a function that counts one. */
  counter<Name extends MetricName<'counter'>>(name: Name): (attributes?: MetricAttributes<Name>) => void;
  /** Reads a metric at each collection. Costs nothing in between. */
  observe<Name extends MetricName<'gauge' | 'total'>>(
    name: Name,
    read: () => Iterable<Reading<Name>> | Promise<Iterable<Reading<Name>>>,
  ): void;
}

/** Bounds of the buckets of durations, in seconds: semantic conventions for HTTP, with 1 and 2.5 ms added. */
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Bounds of the buckets of numbers such as costs. */
const numbers = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];

/** Creates metrics of a meter and of histograms. */
export function createMetrics(meter: Meter, createHistogram: Histograms['create']): Metrics {
  const optionsOf = (name: MetricName) => {
    const { unit, about: description } = metricTable[name];
    return { unit, description };
  };
  return {
    isOn: true,
    histogram(name) {
      const { attributes, unit } = metricTable[name];
      return createHistogram({
        name,
        ...optionsOf(name),
        attributes,
        bounds: unit === 's' ? seconds : numbers,
      });
    },
    counter(name) {
      const instrument = meter.createCounter(name, optionsOf(name));
      return (attributes) => instrument.add(1, attributes);
    },
    observe(name, read) {
      const create = metricTable[name].kind === 'gauge' ? 'createObservableGauge' : 'createObservableCounter';
      meter[create](name, optionsOf(name)).addCallback(async (result) => {
        for (const { value, attributes } of await read()) result.observe(value, attributes);
      });
    },
  };
}

/** Metrics that nothing collects. */
export const noMetrics: Metrics = { ...createMetrics(createNoopMeter(), () => () => {}), isOn: false };
