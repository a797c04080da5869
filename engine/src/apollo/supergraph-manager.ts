import { parse } from 'graphql';
import { type SubgraphDefinition, subgraphsOf } from '../supergraph/join-directives.ts';
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

/** Creates the hooks that a supergraph's manager may call. */
export function createManagerHooks(
  options: Pick<SupergraphHooks, 'update' | 'getDataSource'>,
): SupergraphHooks {
  const { update, getDataSource } = options;
  return {
    update,
    getDataSource,
    async healthCheck(supergraphSdl) {
      const subgraphs = subgraphsOf(parse(supergraphSdl, { noLocation: true }));
      const checks = await Promise.allSettled(
        subgraphs.map((subgraph) => checkSubgraph(subgraph, getDataSource(subgraph))),
      );
      const failed = checks.filter((check) => check.status === 'rejected').map(({ reason }) => reason);
      if (failed.length > 0) throw new AggregateError(failed, failed.map(messageOf).join('; '));
    },
  };
}

async function checkSubgraph({ name }: SubgraphDefinition, dataSource: GraphQLDataSource): Promise<void> {
  const operationName = '__ApolloServiceHealthCheck__';
  const query = `query ${operationName} { __typename }`;
  const { data } = await dataSource
    .process({ kind: 'health check', request: { query, operationName }, context: {} })
    .catch((cause: unknown) => {
      throw new Error(`The subgraph "${name}" must be healthy: ${messageOf(cause)}`, { cause });
    });
  if (!data) throw new Error(`The subgraph "${name}" must answer { __typename }, and does not`);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
