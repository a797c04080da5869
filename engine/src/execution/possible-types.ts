import { type GraphQLSchema, isAbstractType } from 'graphql';

/** Whether an object (or interface) of a type is of another type: the same, one of its interfaces or unions. */
export function isOfType(schema: GraphQLSchema, typeName: string, condition: string): boolean {
  if (typeName === condition) return true;
  const abstract = schema.getType(condition);
  const type = schema.getType(typeName);
  if (!isAbstractType(abstract) || type === undefined || !('getInterfaces' in type)) return false;
  return schema.isSubType(abstract, type);
}
