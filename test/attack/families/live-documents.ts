import type { ServiceName } from '../system/attacked-system.ts';

/** A subscription or query that every door for live results refuses. */
export interface RefusedSubscription {
  readonly id: string;
  readonly sends: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** default: the gateway */
  readonly to?: ServiceName;
  readonly code: string;
}

const invalid = (id: string, sends: string, query: string, variables = {}): RefusedSubscription => ({
  id,
  sends,
  query,
  variables,
  code: 'GRAPHQL_VALIDATION_FAILED',
});

/** Documents that are refused before a subgraph sees them. */
export const refusedSubscriptions: readonly RefusedSubscription[] = [
  invalid(
    'two-root-fields',
    'a subscription with two root fields',
    'subscription { ordersChanged { kind } stockChanged(skus: ["MUG-BLUE"]) { kind } }',
  ),
  invalid(
    'two-in-a-fragment',
    'a subscription whose fragment has another root field',
    'subscription { ordersChanged { kind } ...f } fragment f on Subscription { b: ordersChanged { kind } }',
  ),
  invalid(
    'skip-on-root',
    'a subscription with @skip on its root field',
    'subscription ($s: Boolean!) { ordersChanged @skip(if: $s) { kind } }',
    { s: false },
  ),
  invalid(
    'skip-one-of-two',
    'a subscription with two root fields, of which @skip leaves one',
    'subscription ($s: Boolean!) { ordersChanged { kind } b: ordersChanged @skip(if: $s) { kind } }',
    { s: true },
  ),
  invalid(
    'include-in-a-fragment',
    'a subscription with @include on a fragment at its root',
    'subscription ($s: Boolean!) { ... @include(if: $s) { ordersChanged { kind } } }',
    { s: true },
  ),
  invalid('root-typename', 'a subscription to __typename', 'subscription { __typename }'),
  invalid('unknown-field', 'a subscription to an unknown field', 'subscription { secretsChanged { id } }'),
  invalid(
    'introspection',
    'introspection in production',
    'query Introspection { __schema { subscriptionType { fields { name } } } }',
  ),
  {
    id: 'unregistered',
    sends: 'a subscription that is not registered, where only registered operations are executed',
    query: 'subscription { ordersChanged { kind } }',
    to: 'enforcing',
    code: 'QUERY_NOT_IN_SAFELIST',
  },
];
