import { Supergraph } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';
import { createGateway } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { startServer } from '../kit/start-server.ts';
import { askSchema, askSubgraph } from './ask-subgraph.ts';
import { createFaultyAsk, type FaultNames } from './faults.ts';
import type { Executors } from './run-case.ts';
import { createStockGateway } from './stock-gateway.ts';
import { SUBGRAPH_SDL } from './subgraph-sdl.ts';

/**
 * Creates the executors of the differential test over one supergraph, and the schema that operations are
 * generated from.
 */
export async function createExecutors(): Promise<Executors & { readonly apiSchema: GraphQLSchema }> {
  const definitions = Object.entries(SUBGRAPH_SDL).map(([name, typeDefs]) => [name, { typeDefs }] as const);
  const supergraphSdl = composeSubgraphs(
    Object.fromEntries(definitions),
    (name) => `http://${name}.invalid/`,
  );
  const apiSchema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  let faults: FaultNames = {};
  const ask = createFaultyAsk(askSubgraph, () => faults);
  const gateway = createGateway({
    supergraphSdl,
    createSubgraph: ({ name }) => ({ execute: ({ query, variables }) => ask(name, { query, variables }) }),
    maxErrorsPerFetch: 10_000,
    // Stock's planner has no limit: some operations take seconds to plan, and more on a busy machine.
    planning: { timeoutMs: 600_000 },
  });
  const ours = await startServer(gateway);
  const stock = await startServer(createStockGateway(supergraphSdl, ask));
  return {
    apiSchema,
    ours: ({ query, variables }) => ours(query, variables),
    stock: ({ query, variables }) => stock(query, variables),
    truth: (operation) => askSchema(apiSchema, operation, true),
    setFaults: (named) => {
      faults = named;
    },
  };
}
