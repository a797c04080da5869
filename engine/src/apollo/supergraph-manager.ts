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

/** First supergraph of a manager. */
export interface ManagedSupergraph {
  readonly supergraphSdl: string;
  /** Fallback if `supergraphSdl` is refused at the start. default: the gateway does not start */
  readonly lastGoodSdl?: string;
  /** Called once, when the gateway stops. */
  readonly cleanup?: () => Promise<void>;
}

/** Functions of the gateway that a manager may call. */
export interface SupergraphHooks {
  /**
   * Builds a new supergraph version and serves it. A supergraph that cannot be served is refused and reported as an
   * event, and the previous version stays in use. Throws if the SDL is clearly not a supergraph, or if the gateway
   * has stopped. Errors of the build reject the promise, which may be ignored.
   */
  update(supergraphSdl: string): Promise<void>;
  /** Rejects unless every subgraph of a supergraph answers `{ __typename }`. */
  healthCheck(supergraphSdl: string): Promise<void>;
  /** Returns a data source for a subgraph, to request its schema. */
  getDataSource(subgraph: { readonly name: string; readonly url?: string | undefined }): GraphQLDataSource;
}
