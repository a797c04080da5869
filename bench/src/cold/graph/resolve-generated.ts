import { type GraphQLFieldResolver, getNamedType, getNullableType, isListType, isObjectType } from 'graphql';

/** An object of the generated graph. Its values follow from its type and id. */
export type GeneratedObject = { readonly __typename: string; readonly id: string };

const listLength = 3;

/**
 * Resolves any field of the generated graph by its type, object and name. The subgraphs and the expected answers use the
 * same function.
 */
export const resolveGenerated: GraphQLFieldResolver<GeneratedObject | undefined, unknown> = (
  source,
  args,
  _context,
  { fieldName, returnType },
) => {
  if (fieldName === 'id' && source) return source.id;
  if (fieldName === '__typename' && source) return source.__typename;
  const seed = `${source ? `${source.__typename}.${source.id}.` : ''}${fieldName}`;
  const type = getNamedType(returnType);
  if (!isObjectType(type)) return isListType(getNullableType(returnType)) ? [] : leaf(type.name, seed);
  const create = (id: string): GeneratedObject => ({ __typename: type.name, id });
  if (!isListType(getNullableType(returnType))) {
    return create(typeof args.id === 'string' ? args.id : String(hash(seed) % 50));
  }
  return Array.from({ length: listLength }, (_, index) => create(String((hash(seed) + index) % 50)));
};

function leaf(typeName: string, seed: string): unknown {
  switch (typeName) {
    case 'Int':
      return hash(seed) % 1_000;
    case 'Float':
      return (hash(seed) % 50) / 10;
    case 'Boolean':
      return hash(seed) % 2 === 0;
    default:
      return seed;
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1)
    value = Math.imul(value ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return value;
}
