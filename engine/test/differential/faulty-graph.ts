import { Supergraph } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';
import type { GatewayOptions } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { type AskSubgraph, askSubgraph } from './ask-subgraph.ts';
import { createFaultyAsk, type FaultNames } from './faults.ts';
import { SUBGRAPH_SDL } from './subgraph-sdl.ts';

/** The graph of the differential tests, whose subgraphs fail on demand. */
export interface FaultyGraph {
  readonly supergraphSdl: string;
  /** Schema that operations are generated from. */
  readonly apiSchema: GraphQLSchema;
  readonly ask: AskSubgraph;
  /** Options of a gateway that executes on these subgraphs. */
  readonly options: Pick<GatewayOptions, 'supergraphSdl' | 'createSubgraph' | 'planning'>;
  readonly setFaults: (faults: FaultNames) => void;
}

/** Creates the graph. No subgraph fails at first. */
export function createFaultyGraph(): FaultyGraph {
  const definitions = Object.entries(SUBGRAPH_SDL).map(([name, typeDefs]) => [name, { typeDefs }] as const);
  const supergraphSdl = composeSubgraphs(
    Object.fromEntries(definitions),
    (name) => `http://${name}.invalid/`,
  );
  let faults: FaultNames = {};
  const ask = createFaultyAsk(askSubgraph, () => faults);
  return {
    supergraphSdl,
    apiSchema: Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema(),
    ask,
    options: {
      supergraphSdl,
      createSubgraph: ({ name }) => ({ execute: ({ query, variables }) => ask(name, { query, variables }) }),
      // Stock's planner has no limit: some operations take seconds to plan, and more on a busy machine.
      planning: { timeoutMs: 600_000 },
    },
    setFaults: (named) => {
      faults = named;
    },
  };
}
