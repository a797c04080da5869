import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import {
  type DocumentNode,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  parse,
} from 'graphql';

/** Resolvers by type and field, as generated code types them. */
export type Resolvers = Readonly<Record<string, object | undefined>>;

/**
 * Builds the executable schema of a subgraph from its SDL and resolvers. Stricter than the library below it: a resolver
 * for an unknown type or field is an error. A reference resolver that throws synchronously fails its own entity, not
 * the batch.
 */
export function createSubgraphSchema(sdl: string, resolvers: Resolvers): GraphQLSchema {
  const typeDefs: DocumentNode = parse(sdl);
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: isolateReferences(resolvers) }]);
  const unknown = Object.entries(resolvers).flatMap(([type, fields]) =>
    unknownResolvers(schema, type, fields ?? {}),
  );
  if (unknown.length > 0)
    throw new Error(
      `Resolvers exist for types or fields that the schema does not have: ${unknown.join(', ')}`,
    );
  return schema;
}

function unknownResolvers(schema: GraphQLSchema, typeName: string, fields: object): readonly string[] {
  const type = schema.getType(typeName);
  if (isScalarType(type) || isEnumType(type)) return [];
  if (!isObjectType(type) && !isInterfaceType(type)) {
    const isUnion = type !== undefined && Object.keys(fields).every((key) => key === '__resolveType');
    return isUnion ? [] : [typeName];
  }
  const known = type.getFields();
  return Object.keys(fields)
    .filter((field) => !field.startsWith('__') && known[field] === undefined)
    .map((field) => `${typeName}.${field}`);
}

function isolateReferences(resolvers: Resolvers): GraphQLResolverMap<unknown> {
  const isolated = Object.entries(resolvers).map(([type, fields = {}]) => {
    const resolve: unknown = Reflect.get(fields, '__resolveReference');
    if (typeof resolve !== 'function') return [type, fields] as const;
    const isolate = async (...args: readonly unknown[]): Promise<unknown> => resolve(...args);
    return [type, { ...fields, __resolveReference: isolate }] as const;
  });
  // Generated resolver types are narrower than this map. createSubgraphSchema checks that each entry fits.
  return Object.fromEntries(isolated) as GraphQLResolverMap<unknown>;
}
