import type { GraphQLSchema } from 'graphql';
import { createGateway } from '../../src/index.ts';
import { startServer } from '../kit/start-server.ts';
import { askSchema } from './ask-subgraph.ts';
import { createFaultyGraph } from './faulty-graph.ts';
import type { Executors } from './run-case.ts';
import { createStockGateway } from './stock-gateway.ts';

/**
 * Creates the executors of the differential test over one supergraph, and the schema that operations are
 * generated from.
 */
export async function createExecutors(): Promise<Executors & { readonly apiSchema: GraphQLSchema }> {
  const { supergraphSdl, apiSchema, ask, options, setFaults } = createFaultyGraph();
  const ours = await startServer(createGateway({ ...options, maxErrorsPerFetch: 10_000 }));
  const stock = await startServer(createStockGateway(supergraphSdl, ask));
  return {
    apiSchema,
    ours: ({ query, variables }) => ours(query, variables),
    stock: ({ query, variables }) => stock(query, variables),
    truth: (operation) => askSchema(apiSchema, operation, true),
    setFaults,
  };
}
