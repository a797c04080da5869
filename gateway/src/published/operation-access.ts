import { createAccessRules } from '@supergraph/engine';
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { OperationAccess } from './published-operation.ts';

/** Creates the reader of what the access rules of a supergraph demand for all fields of an operation. */
export function createAccessReader(
  supergraphSdl: string,
  schema: GraphQLSchema,
): (document: DocumentNode) => OperationAccess {
  const rules = createAccessRules(parse(supergraphSdl, { noLocation: true }));
  return (document) => {
    const found = new Map<string, ReturnType<typeof rules.ofType>[number]>();
    const info = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(info, {
        Field: () => {
          const [parent, definition, type] = [info.getParentType(), info.getFieldDef(), info.getType()];
          if (!parent || !definition || !type) return;
          const owners = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
          const named = getNamedType(type);
          const all = [
            ...owners.flatMap((owner) => rules.ofField(owner.name, definition.name)),
            ...(isAbstractType(named) ? [] : rules.ofType(named.name)),
          ];
          for (const each of all) found.set(each.key, each);
        },
      }),
    );
    const scopes = [...found.values()].flatMap((each) => (each.kind === 'scopes' ? [each.anyOf] : []));
    return { needsToken: found.size > 0, scopes };
  };
}
