import type { Metrics } from '@supergraph/service-kit/telemetry/metrics.ts';
import type { SubscriptionObserver } from '../live/live-operations.ts';

/** Creates the observer of subscriptions for the metrics. */
export function createSubscriptionMetrics(metrics: Metrics, open: () => number): SubscriptionObserver {
  const countResult = metrics.counter('subscription.results');
  const countEnd = metrics.counter('subscription.ended');
  metrics.observe('subscription.open', () => [{ value: open() }]);
  return {
    delivered: () => countResult(),
    ended: (reason) => countEnd({ 'subscription.end_reason': reason }),
  };
}
