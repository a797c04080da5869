import { type DirectiveNode, type DocumentNode, Kind } from 'graphql';
import { type FieldsType, fieldsTypesOf } from '../supergraph/fields-types.ts';
import { createDirectiveFinder } from '../supergraph/linked-directives.ts';
import { authenticated, createNamesRequirement, namesOf, type Requirement } from './requirement.ts';

/** Whom a supergraph lets see what; all requirements of a place must be met. */
export interface AccessRules {
  /** Of an object type, scalar or enum. Interfaces and unions have none of their own: their possible types have. */
  ofType(typeName: string): readonly Requirement[];
  /** Of a field of an object type, without those of the types around it. */
  ofField(typeName: string, fieldName: string): readonly Requirement[];
  readonly isEmpty: boolean;
  /** Every policy that some rule names. */
  readonly policies: ReadonlySet<string>;
}

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` (Federation 2.5 and 2.6). What composition writes on an
 * interface is what its implementing types require together, so it is left to them; a rule of the interface's
 * own, which compositions before Federation 2.9 allow, holds for every type that implements it.
 * Throws where the arguments of a rule are not lists of lists of names.
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

/** What types and fields inherit from an interface that requires it by itself. */
function inheritedRequirements(
  types: ReadonlyMap<string, FieldsType>,
  ofTypes: ByPlace,
  ofFields: ByPlace,
): ByPlace {
  const inherited = new Map<string, readonly Requirement[]>();
  const pass = (from: string, to: readonly string[], own: ByPlace): void => {
    const known = to.flatMap((place) => own.get(place) ?? []);
    const left = (own.get(from) ?? []).filter((requirement) => !isCovered(requirement, known));
    for (const place of left.length > 0 ? to : [])
      inherited.set(place, [...(inherited.get(place) ?? []), ...left]);
  };
  for (const type of types.values()) {
    if (type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const implementers = [...types.values()].filter((each) =>
      each.interfaces?.some(({ name }) => name.value === type.name.value),
    );
    const names = implementers.map(({ name }) => name.value);
    pass(type.name.value, names, ofTypes);
    for (const field of type.fields ?? []) {
      const places = names.map((name) => `${name}.${field.name.value}`);
      pass(placeOf(type, field), places, ofFields);
    }
  }
  return inherited;
}

/** Whether an interface's requirement is made of those of its implementing types, and says nothing new. */
function isCovered(requirement: Requirement, known: readonly Requirement[]): boolean {
  const same = known.filter(({ kind }) => kind === requirement.kind);
  const mentioned = new Set(same.flatMap(namesOf));
  return same.length > 0 && namesOf(requirement).every((name) => mentioned.has(name));
}
