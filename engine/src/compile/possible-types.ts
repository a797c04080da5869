import { type GraphQLSchema, isAbstractType } from 'graphql';

/** Returns true if an object or interface type is the other type, or implements it, or is a member of it. */
export function isOfType(schema: GraphQLSchema, typeName: string, condition: string): boolean {
  if (typeName === condition) return true;
  const abstract = schema.getType(condition);
  const type = schema.getType(typeName);
  if (!isAbstractType(abstract) || type === undefined || !('getInterfaces' in type)) return false;
  return schema.isSubType(abstract, type);
}
