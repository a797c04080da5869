import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';

/** A subgraph as a test writes it. The federation `@link` is added to SDL without one. */
export interface SubgraphDefinition {
  readonly typeDefs: string;
  readonly resolvers?: GraphQLResolverMap<unknown>;
  /** Headers of its answers over HTTP, by the text of the operation. default: none */
  readonly headersOf?: (query: string) => Readonly<Record<string, string>>;
}

const FEDERATION_LINK = `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@requires", "@provides", "@external", "@shareable", "@override", "@interfaceObject", "@inaccessible"]
  )
`;

/** Parses the subgraph's SDL as composition does. */
export function parseTypeDefs({ typeDefs }: SubgraphDefinition): DocumentNode {
  return parse(typeDefs.includes('@link') ? typeDefs : FEDERATION_LINK + typeDefs);
}

/** Creates the subgraph's schema as a service would run it, with resolvable entities. */
export function createSubgraphSchema(definition: SubgraphDefinition): GraphQLSchema {
  const typeDefs = parseTypeDefs(definition);
  const { resolvers } = definition;
  return buildSubgraphSchema(resolvers === undefined ? [{ typeDefs }] : [{ typeDefs, resolvers }]);
}
