import { composeServices } from '@apollo/composition';
import { parseTypeDefs, type SubgraphDefinition } from './subgraph-definition.ts';

/**
 * Composes subgraphs with Apollo's composition and returns the supergraph SDL. Throws one error with all
 * composition errors.
 */
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
