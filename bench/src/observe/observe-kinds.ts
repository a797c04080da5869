/** Ways to observe the gateway, with their settings. The first one is what the others are compared with. */
export const observeKinds = [
  { kind: 'nothing', env: {}, allowed: undefined },
  { kind: 'metrics', env: { METRICS_PORT: '0' }, allowed: 1.03 },
  { kind: 'metrics, traces at 1 %', env: { METRICS_PORT: '0', ...tracesAt('0.01') }, allowed: 1.05 },
  { kind: 'metrics, traces at 100 %', env: { METRICS_PORT: '0', ...tracesAt('1') }, allowed: undefined },
] as const;

function tracesAt(share: string) {
  return { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: share };
}
