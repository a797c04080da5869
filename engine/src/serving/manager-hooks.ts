import type { GatewayGraphQLResponse } from '@apollo/server-gateway-interface';
import { parse } from 'graphql';
import { isJsonObject } from '../execution/json-object.ts';
import type { Subgraph } from '../subgraphs/subgraph.ts';
import { subgraphsOf } from '../supergraph/join-directives.ts';
import type { SubgraphDefinition, SupergraphHooks } from '../supergraph/supergraph-manager.ts';

/** What a supergraph's manager may ask of the gateway; for a question to a subgraph a client of it is made. */
export function createManagerHooks(options: {
  readonly update: (supergraphSdl: string) => void;
  readonly createSubgraph: (subgraph: SubgraphDefinition) => Subgraph;
}): SupergraphHooks {
  const { update, createSubgraph } = options;
  return {
    update,
    async healthCheck(supergraphSdl) {
      const subgraphs = subgraphsOf(parse(supergraphSdl, { noLocation: true }));
      const checks = await Promise.allSettled(subgraphs.map(checkSubgraph));
      const failed = checks.filter((check) => check.status === 'rejected').map(({ reason }) => reason);
      if (failed.length > 0) throw new AggregateError(failed, failed.map(messageOf).join('; '));
    },
    getDataSource: (subgraph) => ({ process: ({ request }) => ask(subgraph, request) }),
  };

  async function checkSubgraph(subgraph: SubgraphDefinition): Promise<void> {
    const { data } = await ask(subgraph, { query: '{ __typename }' });
    if (!data) throw new Error(`Every subgraph must answer { __typename }, and ${subgraph.name} does not`);
  }

  async function ask(
    definition: SubgraphDefinition,
    request: { readonly query?: string; readonly variables?: Readonly<Record<string, unknown>> },
  ): Promise<GatewayGraphQLResponse> {
    const { query = '', variables = {} } = request;
    const subgraph = createSubgraph(definition);
    try {
      const { data, errors } = await subgraph.execute({
        query,
        operationName: undefined,
        operationKind: 'query',
        variables,
        body: JSON.stringify({ query, variables }),
        signal: undefined,
        client: { headers: undefined, contextValue: {} },
      });
      return {
        data: isJsonObject(data) ? data : null,
        ...(Array.isArray(errors) && {
          errors: errors.map((error) => ({ message: String(Object(error).message) })),
        }),
      };
    } finally {
      await subgraph.close?.();
    }
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
