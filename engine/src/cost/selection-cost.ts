import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isListType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { costOfInput } from './argument-cost.ts';
import { createArgumentValue, hasVariable } from './argument-value.ts';
import { type Figure, product, sum, type Variables } from './cost-expression.ts';
import type { CostRules } from './cost-rules.ts';
import { lengthOf } from './list-length.ts';
import type { PlaceCounts } from './place-counts.ts';

/** What the costs of a plan's fetches are computed from. */
export interface CostSource {
  readonly rules: CostRules;
  /** With the types that clients do not see. */
  readonly schema: GraphQLSchema;
  /** What a list without `@listSize` is taken to have. */
  readonly defaultListSize: number;
  /** The client's name of a planner's variable. */
  readonly clientName: (name: string) => string;
  /** The real name of a field that may be known to the planner alone. */
  readonly realName: (name: string) => string;
  /** It grows with each fetch. */
  readonly counts: PlaceCounts;
}

/** Where selections are: the type that they are on, and the place in the answer. */
export interface SelectionPlace {
  readonly type: GraphQLCompositeType;
  readonly path: readonly string[];
  /** How many objects are there. */
  readonly count: Figure;
  /** The lengths of lists that a parent's `@listSize(sizedFields:)` decides, by field. */
  readonly sized: ReadonlyMap<string, Figure>;
}

/** The cost of selections on one object: the sum of its fields' (IBM cost specification, field cost). */
export function costOfSelections(source: CostSource, set: SelectionSetNode, place: SelectionPlace): Figure {
  return sum(set.selections.map((selection) => costOfSelection(source, selection, place)));
}

function costOfSelection(source: CostSource, selection: SelectionNode, place: SelectionPlace): Figure {
  // Fetches have no named fragments.
  if (selection.kind === Kind.FRAGMENT_SPREAD) return 0;
  const asked = whetherAsked(source, selection);
  if (selection.kind === Kind.FIELD) {
    return selection.name.value === '__typename' ? 0 : costOfField(source, selection, place, asked);
  }
  const name = selection.typeCondition?.name.value;
  const type = name === undefined ? place.type : source.schema.getType(name);
  if (!isCompositeType(type)) return 0;
  const count = product(place.count, asked);
  return product(asked, costOfSelections(source, selection.selectionSet, { ...place, type, count }));
}

/** The cost of a field on one object: its length times what an element costs, and its arguments. */
function costOfField(source: CostSource, field: FieldNode, place: SelectionPlace, asked: Figure): Figure {
  const { rules, schema, counts } = source;
  const fieldName = source.realName(field.name.value);
  const definition = fieldOf(place.type, fieldName);
  const type = definition && getNamedType(definition.type);
  const { length, sized } = lengthsOf(source, field, definition, place);
  const path = [...place.path, (field.alias ?? field.name).value];
  const count = product(product(place.count, asked), length);
  counts.add(path, count);
  const typeName = type?.name ?? '';
  const weight =
    rules.fieldWeight(place.type.name, fieldName) ??
    rules.typeWeight(typeName) ??
    (isCompositeType(schema.getType(typeName)) ? 1 : 0);
  const inner =
    field.selectionSet && isCompositeType(type)
      ? costOfSelections(source, field.selectionSet, { type, path, count, sized })
      : 0;
  const cost = sum([
    product(length, sum([weight, inner])),
    ...costsOfArguments(source, field, definition, place.type.name),
  ]);
  return product(asked, cost);
}

function lengthsOf(
  source: CostSource,
  field: FieldNode,
  definition: GraphQLField<unknown, unknown> | undefined,
  { type, sized }: SelectionPlace,
): { readonly length: Figure; readonly sized: ReadonlyMap<string, Figure> } {
  const { rules, clientName, defaultListSize } = source;
  const fieldName = source.realName(field.name.value);
  const isList = definition !== undefined && isListType(getNullableType(definition.type));
  const listSize = rules.listSize(type.name, fieldName);
  const own = listSize && lengthOf({ field, definition, listSize, clientName }, defaultListSize);
  const isOfParts = listSize !== undefined && listSize.sizedFields.length > 0;
  const parts = isOfParts ? listSize.sizedFields.map((name) => [name, own ?? defaultListSize] as const) : [];
  const length = sized.get(fieldName) ?? (isOfParts ? undefined : own) ?? defaultListSize;
  return { length: isList ? length : 1, sized: new Map(parts) };
}

function costsOfArguments(
  { rules, clientName }: CostSource,
  field: FieldNode,
  definition: GraphQLField<unknown, unknown> | undefined,
  parentName: string,
): readonly Figure[] {
  return (field.arguments ?? []).map((argument): Figure => {
    const type = definition?.args.find(({ name }) => name === argument.name.value)?.type;
    if (definition === undefined || type === undefined) return 0;
    const named = getNamedType(type);
    const weight = rules.argumentWeight(parentName, definition.name, argument.name.value);
    const value = createArgumentValue(argument.value, clientName);
    const cost = (variables: Variables): number => costOfInput(rules, named.name, value(variables), weight);
    const isFree = !isInputObjectType(named) && (weight ?? rules.typeWeight(named.name) ?? 0) === 0;
    if (isFree) return 0;
    return hasVariable(argument.value) ? cost : cost({});
  });
}

/** 1, or 0 where @skip or @include leaves a selection out. */
function whetherAsked({ clientName }: CostSource, { directives = [] }: SelectionNode): Figure {
  return directives.reduce<Figure>((asked, { name, arguments: args = [] }) => {
    const condition = args.find((argument) => argument.name.value === 'if')?.value;
    if (condition === undefined || (name.value !== 'skip' && name.value !== 'include')) return asked;
    const value = createArgumentValue(condition, clientName);
    const isSkip = name.value === 'skip';
    return product(asked, (variables) => ((value(variables) === true) === isSkip ? 0 : 1));
  }, 1);
}

function fieldOf(type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isUnionType(type) ? undefined : type.getFields()[name];
}
