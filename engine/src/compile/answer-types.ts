import {
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Creates a function that returns the names of the types whose objects an answer to the query can contain. Entities
 * themselves do not count, because the schema has no field `_entities`. The query is read at the first call.
 */
export function createAnswerTypes(query: string, schema: GraphQLSchema): () => readonly string[] {
  let known: readonly string[] | undefined;
  return () => {
    known ??= readTypes(query, schema);
    return known;
  };
}

function readTypes(query: string, schema: GraphQLSchema): readonly string[] {
  const names = new Set<string>();
  const info = new TypeInfo(schema);
  const collect = (): void => {
    const type = getNamedType(info.getType());
    if (isObjectType(type)) names.add(type.name);
    if (!isAbstractType(type)) return;
    names.add(type.name);
    for (const possible of schema.getPossibleTypes(type)) names.add(possible.name);
  };
  visit(parse(query, { noLocation: true }), visitWithTypeInfo(info, { Field: collect }));
  return [...names];
}
