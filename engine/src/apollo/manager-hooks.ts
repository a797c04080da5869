import { parse } from 'graphql';
import type { SubgraphDefinition } from '../supergraph/join-directives.ts';
import { subgraphsOf } from '../supergraph/join-directives.ts';
import type { GraphQLDataSource } from './graphql-data-source.ts';
import type { SupergraphHooks } from './supergraph-manager.ts';

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
