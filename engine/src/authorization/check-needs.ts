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

/** Rules of a supergraph, and the needs of its fields for other fields. */
export interface NeedsSource {
  readonly needs: readonly FieldNeed[];
  readonly rules: AccessRules;
  /** Schema with the types that clients do not see. */
  readonly schema: GraphQLSchema;
}

/**
 * Throws if a field needs a protected one by `@requires` or `@fromContext`, but callers may read it without access to
 * the protected field. Apollo's composition checks this since 2025; older and other composers do not.
 */
export function checkNeeds({ needs, rules, schema }: NeedsSource): void {
  const problems = new Set<string>();
  for (const { typeName, fieldName, directive, on, set } of needs) {
    for (const owner of objectTypesOf(schema, typeName)) {
      const given = rulesOfField({ rules, schema }, owner, fieldName);
      // `@requires` on an interface's field applies to the object itself.
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
    throw new Error(`The supergraph has fields that expose protected ones: ${[...problems].join('; ')}`);
}

type Source = Pick<NeedsSource, 'rules' | 'schema'>;

interface Demand {
  readonly place: string;
  readonly requirements: readonly Requirement[];
}

/** Returns the rules that apply to a selection on objects of these types. */
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

/** Returns the rules that apply to a field of an object type. */
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
