export type { SubgraphFailure } from './execution/execution.ts';
export { createGateway, type Gateway } from './gateway.ts';
export type { GatewayOptions } from './gateway-options.ts';
export { createHttpSubgraph, type HttpSubgraphOptions } from './subgraphs/http-subgraph.ts';
export { createLocalSubgraph, type LocalSubgraphOptions } from './subgraphs/local-subgraph.ts';
export { mayForwardHeader } from './subgraphs/request-headers.ts';
export type {
  ClientHeaders,
  ClientRequest,
  Subgraph,
  SubgraphAnswer,
  SubgraphRequest,
} from './subgraphs/subgraph.ts';
export { SubgraphError, type SubgraphErrorCode } from './subgraphs/subgraph-error.ts';
export type {
  GraphQLDataSource,
  ManagedSupergraph,
  SubgraphDefinition,
  SupergraphHooks,
  SupergraphManager,
  SupergraphSdlHook,
} from './supergraph/supergraph-manager.ts';
export type {
  RefusedSupergraph,
  ServedSupergraph,
  SupergraphEvent,
  SupergraphStatus,
} from './supergraph/supergraph-status.ts';
