import type {
  GatewayGraphQLRequest,
  GatewayGraphQLRequestContext,
  GatewayGraphQLResponse,
} from '@apollo/server-gateway-interface';
import type { DocumentNode } from 'graphql';

/**
 * What @apollo/gateway calls a subgraph: anything that implements its `GraphQLDataSource`, such as
 * `RemoteGraphQLDataSource`, `LocalGraphQLDataSource` and their subclasses.
 */
export interface GraphQLDataSource {
  process(options: GraphQLDataSourceProcessOptions): Promise<GatewayGraphQLResponse>;
}

/** What a data source is given, as @apollo/gateway gives it. */
export interface GraphQLDataSourceProcessOptions {
  /** Without `http`: the data source knows where its subgraph is. It may change everything in here. */
  readonly request: GatewayGraphQLRequest;
  /** `GraphQLDataSourceRequestKind`: only an incoming operation has the four that follow `context`. */
  readonly kind: string;
  /** Apollo Server's `contextValue`; an empty object where no client asks. */
  readonly context: Record<string, unknown>;
  readonly incomingRequestContext?: GatewayGraphQLRequestContext;
  /** The operation for the subgraph, parsed. */
  readonly document?: DocumentNode;
  /** Where the fetch's objects are in the client's answer, by its response names; `@` stands for every element. */
  readonly pathInIncomingRequest?: readonly (string | number)[];
}
