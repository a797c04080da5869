import type { ManagedSupergraph, UpdateSupergraph } from '../supergraph/supergraph-source.ts';
import type { GraphQLDataSource } from './graphql-data-source.ts';

/**
 * Source of a supergraph that can change. It has the shape of Apollo's `SupergraphManager`, so managers for
 * @apollo/gateway also work with this gateway.
 */
export interface SupergraphManager {
  initialize(hooks: SupergraphHooks): Promise<ManagedSupergraph>;
}

/** Manager that is only a function: Apollo's `SupergraphSdlHook`. */
export type SupergraphSdlHook = (hooks: SupergraphHooks) => Promise<ManagedSupergraph>;

/** Functions of the gateway that a manager may call. */
export interface SupergraphHooks {
  readonly update: UpdateSupergraph;
  /** Rejects unless every subgraph of a supergraph answers `{ __typename }`. */
  healthCheck(supergraphSdl: string): Promise<void>;
  /** Returns a data source for a subgraph, to request its schema. */
  getDataSource(subgraph: { readonly name: string; readonly url?: string | undefined }): GraphQLDataSource;
}
