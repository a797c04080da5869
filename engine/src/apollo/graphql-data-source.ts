import type {
  GatewayGraphQLRequest,
  GatewayGraphQLRequestContext,
  GatewayGraphQLResponse,
} from '@apollo/server-gateway-interface';
import type { DocumentNode } from 'graphql';

/**
 * Data source of a subgraph for @apollo/gateway: an implementation of `GraphQLDataSource`, such as
 * `RemoteGraphQLDataSource`, `LocalGraphQLDataSource` or their subclasses.
 */
export interface GraphQLDataSource {
  process(options: GraphQLDataSourceProcessOptions): Promise<GatewayGraphQLResponse>;
}

/** Options of `GraphQLDataSource.process`, as @apollo/gateway passes them. */
export interface GraphQLDataSourceProcessOptions {
  /**
   * Request to the subgraph. It has no `http`, because the data source knows the URL. The data source may change it.
   */
  readonly request: GatewayGraphQLRequest;
  /** `GraphQLDataSourceRequestKind`. Only an incoming operation has the properties that follow `context`. */
  readonly kind: string;
  /** Apollo Server's `contextValue`, or an empty object if there is no client. */
  readonly context: Record<string, unknown>;
  readonly incomingRequestContext?: GatewayGraphQLRequestContext;
  /** Parsed operation for the subgraph. */
  readonly document?: DocumentNode;
  /** Path of the fetch's objects in the client's answer, by response names. `@` stands for every list element. */
  readonly pathInIncomingRequest?: readonly (string | number)[];
}
