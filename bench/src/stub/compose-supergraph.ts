import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { readSubgraphSdl, type SubgraphName, subgraphNames } from './subgraph-sdl.ts';

/** Composes the stub subgraphs, each at its port, into the supergraph of every gateway. */
export function composeSupergraph(
  ports: Readonly<Record<SubgraphName, number>>,
  readSdl: (name: SubgraphName) => string = readSubgraphSdl,
): string {
  const services = subgraphNames.map((name) => ({
    name,
    url: `http://127.0.0.1:${ports[name]}/graphql`,
    typeDefs: parse(readSdl(name)),
  }));
  const composed = composeServices(services);
  if (composed.supergraphSdl === undefined)
    throw new Error(
      `The stub subgraphs must compose; received ${composed.errors?.map((error) => error.message)}`,
    );
  return composed.supergraphSdl;
}
