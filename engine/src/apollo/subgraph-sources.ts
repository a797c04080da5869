import { isJsonObject } from '../json-object.ts';
import { createHttpSubgraph } from '../subgraphs/http-subgraph.ts';
import { createResilientSubgraph } from '../subgraphs/resilience/resilient-subgraph.ts';
import { noClient, type Subgraph, type SubgraphRequest } from '../subgraphs/subgraph.ts';
import type { SubgraphDefinition } from '../supergraph/join-directives.ts';
import { createDataSourceSubgraph } from './data-source-subgraph.ts';
import type { GatewayOptions } from './gateway-options.ts';
import type { GraphQLDataSource } from './graphql-data-source.ts';
import type { SupergraphHooks } from './supergraph-manager.ts';

/** Functions that connect to a gateway's subgraphs. */
export interface SubgraphSources {
  /** Creates the client of a subgraph for client requests. */
  readonly createSubgraph: (subgraph: SubgraphDefinition) => Subgraph;
  /**
   * Returns a data source for requests of the gateway and its supergraph's manager. It holds no connection between
   * requests.
   */
  readonly getDataSource: SupergraphHooks['getDataSource'];
}

/** Creates the functions. Throws if the options have both `createSubgraph` and `buildService`. */
export function createSubgraphSources({
  createSubgraph,
  buildService,
}: Pick<GatewayOptions, 'createSubgraph' | 'buildService'>): SubgraphSources {
  if (buildService === undefined) {
    const create = createSubgraph ?? ((subgraph) => createResilientSubgraph(createHttpSubgraph(subgraph)));
    return {
      createSubgraph: create,
      getDataSource: ({ name, url = '' }) => createSubgraphDataSource({ name, url }, create),
    };
  }
  if (createSubgraph) throw new Error('A gateway must have createSubgraph or buildService, not both');
  const getDataSource = keepDataSources(buildService);
  return { createSubgraph: (subgraph) => createDataSourceSubgraph(getDataSource(subgraph)), getDataSource };
}

/**
 * Creates a function that keeps one data source for each name and URL across supergraph versions, as @apollo/gateway
 * does.
 */
function keepDataSources(
  buildService: NonNullable<GatewayOptions['buildService']>,
): SubgraphSources['getDataSource'] {
  const kept = new Map<string, { readonly url: string; readonly dataSource: GraphQLDataSource }>();
  return ({ name, url = '' }) => {
    const known = kept.get(name);
    if (known?.url === url) return known.dataSource;
    const dataSource = buildService({ name, url });
    kept.set(name, { url, dataSource });
    return dataSource;
  };
}

/** Creates a data source that creates a client of the subgraph for each request. */
function createSubgraphDataSource(
  definition: SubgraphDefinition,
  createSubgraph: SubgraphSources['createSubgraph'],
): GraphQLDataSource {
  return {
    async process({ request }) {
      const { query = '', variables = {}, operationName, http } = request;
      const asked: SubgraphRequest = {
        query,
        operationName,
        operationKind: 'query',
        path: [],
        variables,
        body: JSON.stringify({ query, operationName, variables }),
        headers: Object.fromEntries(http?.headers ?? []),
        signal: undefined,
        deadline: undefined,
        client: noClient,
      };
      const subgraph = createSubgraph(definition);
      try {
        const { data, errors } = await subgraph.execute(asked);
        return {
          data: isJsonObject(data) ? data : null,
          ...(Array.isArray(errors) && { errors: errors.map(readError) }),
        };
      } finally {
        await subgraph.close?.();
      }
    },
  };
}

function readError(error: unknown): { readonly message: string } {
  return { message: isJsonObject(error) ? String(error.message) : 'unknown' };
}
