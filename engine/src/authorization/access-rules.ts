import { type DirectiveNode, type DocumentNode, Kind } from 'graphql';
import { type FieldsType, fieldsTypesOf } from '../supergraph/fields-types.ts';
import { createDirectiveFinder } from '../supergraph/linked-directives.ts';
import { authenticated, createNamesRequirement, namesOf, type Requirement } from './requirement.ts';
import { implies } from './requirement-logic.ts';

/** Access rules of a supergraph. A caller must meet every requirement of a field. */
export interface AccessRules {
  /**
   * Returns the requirements of an object type, scalar or enum. Interfaces and unions have none of their own; their
   * possible types do.
   */
  ofType(typeName: string): readonly Requirement[];
  /** Returns the requirements of a field of an object type, without those of its parent and return types. */
  ofField(typeName: string, fieldName: string): readonly Requirement[];
  readonly isEmpty: boolean;
  /** Names of all policies in the rules. */
  readonly policies: ReadonlySet<string>;
}

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` (Federation 2.5 and 2.6). Composition copies the rules of
 * implementing types to their interface, so such rules are only read on the types. Any other rule of an interface,
 * which composition before Federation 2.9 allows, applies to every type that implements it. Rules are compared by
 * meaning, not by text. Throws if the rules cannot be compared, or are not lists of lists of names.
 */
export function createAccessRules(supergraph: DocumentNode): AccessRules {
  const read = createRequirementReader(supergraph);
  const types = new Map<string, readonly Requirement[]>();
  const fields = new Map<string, readonly Requirement[]>();
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.SCALAR_TYPE_DEFINITION || definition.kind === Kind.ENUM_TYPE_DEFINITION)
      types.set(definition.name.value, read(definition));
  }
  const fieldsTypes = fieldsTypesOf(supergraph);
  for (const type of fieldsTypes.values()) {
    types.set(type.name.value, read(type));
    for (const field of type.fields ?? []) fields.set(placeOf(type, field), read(field));
  }
  const inherited = inheritedRequirements(fieldsTypes, types, fields);
  const all = [...types.values(), ...fields.values()].flat();
  return {
    ofType: (typeName) => [...(types.get(typeName) ?? []), ...(inherited.get(typeName) ?? [])],
    ofField: (typeName, fieldName) => {
      const place = `${typeName}.${fieldName}`;
      return [...(fields.get(place) ?? []), ...(inherited.get(place) ?? [])];
    },
    isEmpty: all.length === 0,
    policies: new Set(all.filter((requirement) => requirement.kind === 'policies').flatMap(namesOf)),
  };
}

type Decorated = { readonly directives?: readonly DirectiveNode[] | undefined };
type ByPlace = ReadonlyMap<string, readonly Requirement[]>;

function createRequirementReader(supergraph: DocumentNode): (node: Decorated) => readonly Requirement[] {
  const findAuthenticated = createDirectiveFinder(supergraph, 'authenticated');
  const findScopes = createDirectiveFinder(supergraph, 'requiresScopes');
  const findPolicies = createDirectiveFinder(supergraph, 'policy');
  return (node) => [
    ...findAuthenticated(node, 'authenticated').map(() => authenticated),
    ...findScopes(node, 'requiresScopes').map((each) => readNames(each, 'scopes')),
    ...findPolicies(node, 'policy').map((each) => readNames(each, 'policies')),
  ];
}

function readNames(directive: DirectiveNode, argument: 'scopes' | 'policies'): Requirement {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  const lists = value?.kind === Kind.LIST ? value.values : undefined;
  const anyOf = lists?.map((list) => {
    if (list.kind !== Kind.LIST) throw malformed(directive, argument);
    return list.values.map((name) => {
      if (name.kind !== Kind.STRING) throw malformed(directive, argument);
      return name.value;
    });
  });
  if (anyOf === undefined) throw malformed(directive, argument);
  return createNamesRequirement(argument, anyOf);
}

function malformed(directive: DirectiveNode, argument: string): Error {
  return new Error(`@${directive.name.value}(${argument}:) must be a list of lists of strings`);
}

function placeOf(type: FieldsType, field: { readonly name: { readonly value: string } }): string {
  return `${type.name.value}.${field.name.value}`;
}

/** Returns the requirements that types and fields inherit from an interface with its own rules. */
function inheritedRequirements(
  types: ReadonlyMap<string, FieldsType>,
  ofTypes: ByPlace,
  ofFields: ByPlace,
): ByPlace {
  const inherited = new Map<string, readonly Requirement[]>();
  const pass = (from: string, to: readonly string[], all: ByPlace): void => {
    const own = all.get(from) ?? [];
    const composed = to.flatMap((place) => all.get(place) ?? []);
    if (own.length === 0 || areEquivalent(own, composed, from)) return;
    for (const place of to) inherited.set(place, [...(inherited.get(place) ?? []), ...own]);
  };
  for (const type of types.values()) {
    if (type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const names = [...types.values()]
      .filter(({ kind, interfaces }) => kind === Kind.OBJECT_TYPE_DEFINITION && implement(interfaces, type))
      .map(({ name }) => name.value);
    pass(type.name.value, names, ofTypes);
    for (const field of type.fields ?? []) {
      const places = names.map((name) => `${name}.${field.name.value}`);
      pass(placeOf(type, field), places, ofFields);
    }
  }
  return inherited;
}

function implement(interfaces: FieldsType['interfaces'], type: FieldsType): boolean {
  return interfaces?.some(({ name }) => name.value === type.name.value) ?? false;
}

/** Returns true if an interface's rules are those that composition makes of its types' rules: all of them together. */
function areEquivalent(
  own: readonly Requirement[],
  composed: readonly Requirement[],
  place: string,
): boolean {
  const isImplied = implies(composed, own);
  const isComplete = implies(own, composed);
  if (isImplied === undefined || isComplete === undefined)
    throw new Error(`The rules of ${place} and of its implementing types are too large to compare`);
  return isImplied && isComplete;
}
