import { composeServices } from '@apollo/composition';
import { parseTypeDefs, type SubgraphDefinition } from './subgraph-definition.ts';

/** Composes with Apollo's own composition and gives the supergraph SDL; throws every composition error as one. */
export function composeSubgraphs(
  definitions: Readonly<Record<string, SubgraphDefinition>>,
  urlOf: (name: string) => string,
): string {
  const services = Object.entries(definitions).map(([name, definition]) => ({
    name,
    url: urlOf(name),
    typeDefs: parseTypeDefs(definition),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) {
    throw new Error(
      `The test's subgraphs do not compose: ${errors.map(({ message }) => message).join('; ')}`,
    );
  }
  return supergraphSdl;
}
