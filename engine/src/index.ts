export { createDataSourceSubgraph } from './apollo/data-source-subgraph.ts';
export { createGateway, type Gateway } from './apollo/gateway.ts';
export type { GatewayOptions } from './apollo/gateway-options.ts';
export type {
  GraphQLDataSource,
  GraphQLDataSourceProcessOptions,
} from './apollo/graphql-data-source.ts';
export type {
  ManagedSupergraph,
  SupergraphHooks,
  SupergraphManager,
  SupergraphSdlHook,
} from './apollo/supergraph-manager.ts';
export type {
  AccessPolicy,
  AccessViewer,
  AuthorizationOptions,
} from './authorization/authorization-options.ts';
export type { CostOptions, CostRefusal } from './cost/cost-options.ts';
export type { OperationCost } from './cost/plan-cost.ts';
export { type EngineErrorCode, engineErrorCodes, type SubgraphErrorCode } from './error-codes.ts';
export type { SubgraphFailure } from './execution/execution.ts';
export type { PlanningLimits } from './planning/planner-pool.ts';
export type {
  RefusedSupergraph,
  ServedSupergraph,
  SupergraphEvent,
  SupergraphStatus,
  WarmUpReport,
} from './reload/supergraph-status.ts';
export { createHttpSubgraph, type HttpSubgraphOptions } from './subgraphs/http-subgraph.ts';
export { createLocalSubgraph, type LocalSubgraphOptions } from './subgraphs/local-subgraph.ts';
export { mayForwardHeader } from './subgraphs/request-headers.ts';
export type { BreakerOptions, BreakerState } from './subgraphs/resilience/circuit-breaker.ts';
export type { ResilienceEvent, ResilienceOptions } from './subgraphs/resilience/resilience-options.ts';
export { createResilientSubgraph } from './subgraphs/resilience/resilient-subgraph.ts';
export type {
  CacheHeaders,
  ClientHeaders,
  ClientRequest,
  ExchangeObserver,
  RestrictCache,
  Subgraph,
  SubgraphAnswer,
  SubgraphEvent,
  SubgraphRequest,
  SubscriptionRequest,
} from './subgraphs/subgraph.ts';
export {
  SubgraphError,
  type SubgraphErrorOptions,
  type SubgraphFailureKind,
} from './subgraphs/subgraph-error.ts';
export type { SubgraphDefinition } from './supergraph/join-directives.ts';
export { subgraphsOf } from './supergraph/join-directives.ts';
export type {
  FieldSource,
  QueryTrace,
  TracedFetch,
  TracedRequest,
  TraceNode,
} from './trace/query-trace.ts';
