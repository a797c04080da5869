export { createDataSourceSubgraph } from './apollo/data-source-subgraph.ts';
export { createGateway, type Gateway } from './apollo/gateway.ts';
export type { GatewayCostOptions, GatewayOptions, GatewayRefusal } from './apollo/gateway-options.ts';
export type {
  GraphQLDataSource,
  GraphQLDataSourceProcessOptions,
} from './apollo/graphql-data-source.ts';
export type {
  SupergraphHooks,
  SupergraphManager,
  SupergraphSdlHook,
} from './apollo/supergraph-manager.ts';
export { type AccessRules, createAccessRules } from './authorization/access-rules.ts';
export type {
  AccessPolicy,
  AccessViewer,
  AuthorizationOptions,
} from './authorization/authorization-options.ts';
export { type AnswerCache, createAnswerCache } from './cache/answer-cache.ts';
export type { AnswerCacheOptions } from './cache/cache-options.ts';
export type { CacheQuestion, ClientKeys } from './cache/cache-question.ts';
export {
  type CacheEntry,
  type CacheOrigin,
  type CacheStore,
  type FoundEntries,
  lastUseOf,
  type NewEntries,
} from './cache/cache-store.ts';
export { createInvalidations, type Invalidations } from './cache/invalidations.ts';
export { createSharedReads, type SharedReadsOptions } from './cache/shared-reads.ts';
export { tagsOf, viewerTagOf } from './cache/value-tags.ts';
export type { CostOptions } from './cost/cost-options.ts';
export type { OperationCost } from './cost/plan-cost.ts';
export {
  createEngine,
  type Engine,
  type ExecuteOptions,
  type OperationResult,
  type PrepareRequest,
} from './engine.ts';
export type { EngineOptions } from './engine-options.ts';
export { type EngineErrorCode, engineErrorCodes, type SubgraphErrorCode } from './error-codes.ts';
export type { SubgraphFailure } from './execution/execution.ts';
export {
  deferSpec20220824,
  type IncrementalFormat,
  incrementalSpec02,
} from './execution/incremental-formats.ts';
export type {
  CompletedPart,
  Increment,
  IncrementalAnswer,
  InitialResult,
  OperationAnswer,
  PendingPart,
  SubscriptionAnswer,
  SubsequentResult,
} from './execution/operation-results.ts';
export type { PlanningLimits } from './planning/planner-pool.ts';
export type { OperationRequest, PreparedOperation } from './prepare/prepare-operation.ts';
export type { EngineRefusal, Refusal, Refused } from './refusal.ts';
export type { ServedVersion } from './reload/supergraph-versions.ts';
export { createHttpSubgraph, type HttpSubgraphOptions } from './subgraphs/http-subgraph.ts';
export { createLocalSubgraph, type LocalSubgraphOptions } from './subgraphs/local-subgraph.ts';
export { mayForwardHeader } from './subgraphs/request-headers.ts';
export type { BreakerOptions, BreakerState } from './subgraphs/resilience/circuit-breaker.ts';
export type { ResilienceEvent, ResilienceOptions } from './subgraphs/resilience/resilient-subgraph.ts';
export { createResilientSubgraph } from './subgraphs/resilience/resilient-subgraph.ts';
export {
  type CacheHeaders,
  type CacheUse,
  type ClientHeaders,
  type ClientRequest,
  type ExchangeObserver,
  noClient,
  type RestrictCache,
  type Subgraph,
  type SubgraphAnswer,
  type SubgraphEvent,
  type SubgraphRequest,
  type SubscriptionRequest,
} from './subgraphs/subgraph.ts';
export {
  SubgraphError,
  type SubgraphErrorOptions,
  type SubgraphFailureKind,
} from './subgraphs/subgraph-error.ts';
export type { SubgraphDefinition } from './supergraph/join-directives.ts';
export { subgraphsOf } from './supergraph/join-directives.ts';
export type {
  ManagedSupergraph,
  SupergraphSource,
  UpdateSupergraph,
} from './supergraph/supergraph-source.ts';
export type {
  RefusedSupergraph,
  ServedSupergraph,
  SupergraphEvent,
  SupergraphStatus,
  WarmUpReport,
} from './supergraph/supergraph-status.ts';
export {
  bothObservers,
  type FetchObserver,
  type ObservedOperation,
  type OperationObserver,
  type OperationOutcome,
} from './trace/operation-observer.ts';
export type {
  FieldSource,
  QueryTrace,
  TracedFetch,
  TracedRequest,
  TraceNode,
} from './trace/query-trace.ts';
