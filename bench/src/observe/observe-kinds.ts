/** Way to observe a gateway. */
export interface ObserveKind {
  readonly kind: string;
  readonly gateway: 'ours' | 'stock';
  readonly env: Readonly<Record<string, string>>;
  /** True if the gateway sends spans. */
  readonly isTraced: boolean;
  /** Largest ratio to the first way of the same gateway. default: not limited */
  readonly allowed?: number;
}

/** Ways to observe our gateway. */
const ours: readonly ObserveKind[] = [
  { kind: 'ours: nothing', gateway: 'ours', env: {}, isTraced: false },
  { kind: 'metrics', gateway: 'ours', env: { METRICS_PORT: '0' }, isTraced: false, allowed: 1.03 },
  {
    kind: 'metrics, traces at 1 %',
    gateway: 'ours',
    env: { METRICS_PORT: '0', ...tracesAt('0.01') },
    isTraced: true,
    allowed: 1.05,
  },
  {
    kind: 'metrics, traces at 100 %',
    gateway: 'ours',
    env: { METRICS_PORT: '0', ...tracesAt('1') },
    isTraced: true,
  },
];

/** Ways to observe @apollo/gateway: with OpenTelemetry's SDK and its instrumentation of graphql-js. */
const stock: readonly ObserveKind[] = [
  { kind: '@apollo/gateway: nothing', gateway: 'stock', env: {}, isTraced: false },
  { kind: 'SDK, instrumentation-graphql, 1 %', gateway: 'stock', env: tracesAt('0.01'), isTraced: true },
  { kind: 'SDK, instrumentation-graphql, 100 %', gateway: 'stock', env: tracesAt('1'), isTraced: true },
];

/** Returns the ways to measure. The first way of a gateway is what its others are compared with. */
export function observeKinds(hasPeers: boolean): readonly ObserveKind[] {
  return hasPeers ? [...ours, ...stock] : ours;
}

function tracesAt(share: string): Readonly<Record<string, string>> {
  return { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: share };
}
