import type { GraphQLDataSource } from '../subgraphs/graphql-data-source.ts';

/**
 * Where a supergraph comes from when it can change: the shape of Apollo's `SupergraphManager`, so that whatever manages
 * a supergraph for @apollo/gateway does it for this gateway too.
 */
export interface SupergraphManager {
  initialize(hooks: SupergraphHooks): Promise<ManagedSupergraph>;
}

/** A manager that is only a function: Apollo's `SupergraphSdlHook`. */
export type SupergraphSdlHook = (hooks: SupergraphHooks) => Promise<ManagedSupergraph>;

/** First supergraph of a manager. */
export interface ManagedSupergraph {
  readonly supergraphSdl: string;
  /** Served instead, if `supergraphSdl` is refused at the start. default: the gateway does not start then */
  readonly lastGoodSdl?: string;
  /** Called once, when the gateway stops. */
  readonly cleanup?: () => Promise<void>;
}

/** What a manager may ask of the gateway. */
export interface SupergraphHooks {
  /**
   * Has the gateway build a new supergraph and serve it. One that cannot be served is refused and told as an event, and the
   * one before goes on. It throws for what is no supergraph at first sight, and once the gateway has stopped. What only
   * building finds rejects the promise, which need not be waited for.
   */
  update(supergraphSdl: string): Promise<void>;
  /** Rejects unless every subgraph of a supergraph answers `{ __typename }`. */
  healthCheck(supergraphSdl: string): Promise<void>;
  /** How the gateway reaches a subgraph; for asking it for its schema. */
  getDataSource(subgraph: { readonly name: string; readonly url?: string | undefined }): GraphQLDataSource;
}
