import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';

/** A subgraph as a test writes it. The federation `@link` is added to SDL that brings none. */
export interface SubgraphDefinition {
  readonly typeDefs: string;
  readonly resolvers?: GraphQLResolverMap<unknown>;
}

const FEDERATION_LINK = `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@requires", "@provides", "@external", "@shareable", "@override", "@interfaceObject", "@inaccessible"]
  )
`;

/** The subgraph's SDL as composition reads it. */
export function parseTypeDefs({ typeDefs }: SubgraphDefinition): DocumentNode {
  return parse(typeDefs.includes('@link') ? typeDefs : FEDERATION_LINK + typeDefs);
}

/** The subgraph as a service would run it, entities resolvable. */
export function createSubgraphSchema(definition: SubgraphDefinition): GraphQLSchema {
  const typeDefs = parseTypeDefs(definition);
  const { resolvers } = definition;
  return buildSubgraphSchema(resolvers === undefined ? [{ typeDefs }] : [{ typeDefs, resolvers }]);
}
