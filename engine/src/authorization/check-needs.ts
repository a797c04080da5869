import {
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { FieldNeed } from '../supergraph/field-needs.ts';
import type { AccessRules } from './access-rules.ts';
import type { Requirement } from './requirement.ts';
import { implies } from './requirement-logic.ts';

/** The rules of a supergraph, and the fields that its fields need of others. */
export interface NeedsSource {
  readonly needs: readonly FieldNeed[];
  readonly rules: AccessRules;
  /** With the types that clients do not see. */
  readonly schema: GraphQLSchema;
}

/**
 * Throws if a field needs a protected one by `@requires` or `@fromContext` and may be read by callers who may not read
 * that one. Apollo's composition checks this since 2025; older and other composers do not.
 */
export function checkNeeds({ needs, rules, schema }: NeedsSource): void {
  const problems = new Set<string>();
  for (const { typeName, fieldName, directive, on, set } of needs) {
    for (const owner of objectTypesOf(schema, typeName)) {
      const given = rulesOfField({ rules, schema }, owner, fieldName);
      // What an interface's field requires, it requires of the object itself.
      const sources = directive === '@requires' ? [owner] : on.flatMap((name) => objectTypesOf(schema, name));
      for (const { place, requirements } of demandsOf({ rules, schema }, sources, set)) {
        const isCovered = implies(given, requirements);
        if (isCovered === true) continue;
        const verdict =
          isCovered === false ? 'does not carry its access rules' : 'has too many rules to compare';
        problems.add(`${owner}.${fieldName} needs ${place} by ${directive}, but ${verdict}`);
      }
    }
  }
  if (problems.size > 0)
    throw new Error(
      `The supergraph has fields that would show what others protect: ${[...problems].join('; ')}`,
    );
}

type Source = Pick<NeedsSource, 'rules' | 'schema'>;

interface Demand {
  readonly place: string;
  readonly requirements: readonly Requirement[];
}

/** The rules that reading a selection on objects of these types meets. */
function demandsOf(source: Source, typeNames: readonly string[], set: SelectionSetNode): readonly Demand[] {
  return typeNames.flatMap((typeName) =>
    set.selections.flatMap((selection): readonly Demand[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        const applies = condition === undefined || objectTypesOf(source.schema, condition).includes(typeName);
        return applies ? demandsOf(source, [typeName], selection.selectionSet) : [];
      }
      const fieldName = selection.name.value;
      const requirements = rulesOfField(source, typeName, fieldName);
      const demand = { place: `${typeName}.${fieldName}`, requirements };
      const returned = fieldTypeOf(source.schema, typeName, fieldName);
      const inner =
        selection.selectionSet && returned !== undefined
          ? demandsOf(source, objectTypesOf(source.schema, returned), selection.selectionSet)
          : [];
      return [demand, ...inner];
    }),
  );
}

/** The rules that a caller meets who reads a field of an object type. */
function rulesOfField(
  { rules, schema }: Source,
  typeName: string,
  fieldName: string,
): readonly Requirement[] {
  const returned = fieldTypeOf(schema, typeName, fieldName);
  return [
    ...rules.ofType(typeName),
    ...rules.ofField(typeName, fieldName),
    ...(returned === undefined ? [] : rules.ofType(returned)),
  ];
}

function fieldTypeOf(schema: GraphQLSchema, typeName: string, fieldName: string): string | undefined {
  const type = schema.getType(typeName);
  if (!isCompositeType(type) || isUnionType(type)) return undefined;
  const field = type.getFields()[fieldName];
  return field && getNamedType(field.type).name;
}

function objectTypesOf(schema: GraphQLSchema, typeName: string): readonly string[] {
  const type = schema.getType(typeName);
  if (isAbstractType(type)) return schema.getPossibleTypes(type).map(({ name }) => name);
  return isObjectType(type) ? [type.name] : [];
}
