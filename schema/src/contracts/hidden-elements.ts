import {
  type ArgumentDefinition,
  baseType,
  type EnumType,
  type EnumValue,
  type FieldDefinition,
  type InputFieldDefinition,
  type InputObjectType,
  type InterfaceType,
  type NamedType,
  type ObjectType,
  type Schema,
  tagIdentity,
  type UnionType,
} from '@apollo/federation-internals';
import type { Contract } from './read-contracts.ts';

/** Element that a contract can hide. */
export type Element = NamedType | Member | Argument;

type Field = FieldDefinition<ObjectType> | FieldDefinition<InterfaceType>;
type Argument =
  | ArgumentDefinition<FieldDefinition<ObjectType>>
  | ArgumentDefinition<FieldDefinition<InterfaceType>>;
type Member = Field | EnumValue | InputFieldDefinition;
type Composite = ObjectType | InterfaceType | UnionType | EnumType | InputObjectType;

/**
 * Returns the elements of a supergraph that a contract hides: those that its tags hide; then, until nothing changes,
 * types without a visible member, and fields and arguments of a hidden type; then types that clients cannot reach.
 */
export function findHidden(schema: Schema, contract: Contract): ReadonlySet<Element> {
  const types = schema.types().filter((type) => isOfGraph(schema, type));
  const hidden = new Set<Element>(hiddenByTags(schema, types, contract));
  for (let before = -1; before < hidden.size; ) {
    before = hidden.size;
    for (const type of types) hideByMembers(type, hidden);
  }
  const reached = findReached(schema, hidden);
  for (const type of types) if (!reached.has(type)) hidden.add(type);
  return hidden;
}

/** Returns whether a type is part of the graph. The others are those of federation itself and of GraphQL. */
function isOfGraph(schema: Schema, type: NamedType): boolean {
  return (
    !type.isBuiltIn && !type.isIntrospectionType() && schema.coreFeatures?.sourceFeature(type) === undefined
  );
}

function* hiddenByTags(
  schema: Schema,
  types: readonly NamedType[],
  { include, exclude }: Contract,
): Iterable<Element> {
  const tag = schema.coreFeatures?.getByIdentity(tagIdentity)?.directiveNameInSchema('tag');
  const tagsOf = (element: Element): readonly string[] =>
    tag === undefined
      ? []
      : element.appliedDirectivesOf<{ name: string }>(tag).map((each) => each.arguments().name);
  const has = (element: Element, tags: ReadonlySet<string>) => tagsOf(element).some((name) => tags.has(name));
  for (const type of types) {
    if (has(type, exclude)) yield type;
    const isIncluded = include.size === 0 || has(type, include);
    for (const member of membersOf(type)) {
      if (has(member, exclude)) yield member;
      if (member.kind !== 'FieldDefinition') continue;
      if (!isIncluded && !has(member, include)) yield member;
      yield* member.arguments().filter((argument) => has(argument, exclude));
    }
  }
}

function hideByMembers(type: NamedType, hidden: Set<Element>): void {
  if (!isComposite(type) || hidden.has(type)) return;
  for (const member of membersOf(type)) {
    if (member.kind === 'EnumValue') continue;
    const elements = member.kind === 'FieldDefinition' ? [member, ...member.arguments()] : [member];
    for (const element of elements) {
      if (element.type !== undefined && hidden.has(baseType(element.type))) hidden.add(element);
    }
  }
  const parts: readonly Element[] = type.kind === 'UnionType' ? type.types() : membersOf(type);
  if (parts.every((part) => hidden.has(part))) hidden.add(type);
}

/** Returns the types that clients reach from the root types through visible elements. */
function findReached(schema: Schema, hidden: ReadonlySet<Element>): ReadonlySet<NamedType> {
  const reached = new Set<NamedType>();
  const reach = (type: NamedType): void => {
    if (reached.has(type) || hidden.has(type)) return;
    reached.add(type);
    for (const next of neighboursOf(type, hidden)) reach(next);
  };
  for (const { type } of schema.schemaDefinition.roots()) reach(type);
  return reached;
}

function neighboursOf(type: NamedType, hidden: ReadonlySet<Element>): readonly NamedType[] {
  const typesOf = membersOf(type)
    .filter((member) => !hidden.has(member))
    .flatMap((member) => {
      if (member.kind === 'EnumValue') return [];
      const own = member.kind === 'FieldDefinition' ? member.arguments() : [];
      return [member, ...own.filter((argument) => !hidden.has(argument))];
    })
    .flatMap((element) => (element.type === undefined ? [] : [baseType(element.type)]));
  switch (type.kind) {
    case 'ObjectType':
      return [...typesOf, ...type.interfaces()];
    case 'InterfaceType':
      return [...typesOf, ...type.interfaces(), ...type.allImplementations()];
    case 'UnionType':
      return type.types();
    default:
      return typesOf;
  }
}

function isComposite(type: NamedType): type is Composite {
  return type.kind !== 'ScalarType';
}

/** Returns the fields or values of a type. Members of a union are types of their own. */
function membersOf(type: NamedType): readonly Member[] {
  switch (type.kind) {
    case 'ObjectType':
    case 'InterfaceType':
      return type.fields();
    case 'InputObjectType':
      return type.fields();
    case 'EnumType':
      return type.values;
    default:
      return [];
  }
}
