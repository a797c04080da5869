import {
  type FieldNode,
  getNamedType,
  isCompositeType,
  isInputObjectType,
  isLeafType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isJsonObject } from '../json-object.ts';
import { createArgumentValue, hasVariable } from './argument-value.ts';
import { type Figure, mapped, product, sum, type Variables } from './cost-expression.ts';
import type { CostRules } from './cost-rules.ts';
import type { CostSource, SelectionPlace } from './cost-source.ts';
import { type FieldRules, readFieldRules } from './field-rules.ts';

/** Returns the cost of the selections on one object: its fields, and the leaf values that the object does not cover. */
export function costOfObject(source: CostSource, set: SelectionSetNode, place: SelectionPlace): Figure {
  return sum([costOfSelections(source, set, place), costOfLeaves(source, set, place)]);
}

/** Returns the sum of the fields' costs (IBM cost specification, field cost). */
function costOfSelections(source: CostSource, set: SelectionSetNode, place: SelectionPlace): Figure {
  return sum(set.selections.map((selection) => costOfSelection(source, selection, place)));
}

function costOfSelection(source: CostSource, selection: SelectionNode, place: SelectionPlace): Figure {
  // Fetches have no named fragments.
  if (selection.kind === Kind.FRAGMENT_SPREAD) return 0;
  const asked = inclusionOf(source, selection);
  if (selection.kind === Kind.FIELD) {
    return selection.name.value === '__typename' ? 0 : costOfField(source, selection, place, asked);
  }
  const name = selection.typeCondition?.name.value;
  const type = name === undefined ? place.type : source.schema.getType(name);
  if (!isCompositeType(type)) return 0;
  const count = product(place.count, asked);
  return product(asked, costOfSelections(source, selection.selectionSet, { ...place, type, count }));
}

/** Returns the cost of a field on one object: its length times the cost of an element, plus its arguments. */
function costOfField(source: CostSource, field: FieldNode, place: SelectionPlace, asked: Figure): Figure {
  const fieldRules = readFieldRules(source, field, place);
  const { definition, weight, length, sized } = fieldRules;
  const type = definition && getNamedType(definition.type);
  const path = [...place.path, (field.alias ?? field.name).value];
  const count = product(product(place.count, asked), length);
  source.counts.add(path, count);
  const inner =
    field.selectionSet && isCompositeType(type)
      ? costOfObject(source, field.selectionSet, { type, path, count, sized })
      : 0;
  const cost = sum([
    product(length, sum([weight ?? (isCompositeType(type) ? 1 : 0), inner])),
    ...costsOfArguments(source, field, fieldRules),
  ]);
  // A negative weight only makes its own field cheaper.
  return product(
    asked,
    mapped(cost, (value) => Math.max(0, value)),
  );
}

/** Returns the costs of a field's arguments. A default of the schema counts unless a value replaces it. */
function costsOfArguments(
  { rules, clientName }: CostSource,
  field: FieldNode,
  { definition, argumentWeight }: FieldRules,
): readonly Figure[] {
  return (definition?.args ?? []).map(({ name, type, defaultValue }): Figure => {
    const named = getNamedType(type);
    const weight = argumentWeight(name);
    const isFree = !isInputObjectType(named) && (weight ?? rules.typeWeight(named.name) ?? 0) === 0;
    if (isFree) return 0;
    const node = field.arguments?.find((argument) => argument.name.value === name)?.value;
    const value = node && createArgumentValue(node, clientName);
    const cost = (variables: Variables): number => {
      const given = value?.(variables);
      return costOfInput(rules, named.name, given === undefined ? defaultValue : given, weight);
    };
    return node && hasVariable(node) ? cost : cost({});
  });
}

/**
 * Returns the cost of an argument's value. An input object costs 1 plus its fields, a list its elements, a scalar or
 * enum 0. `@cost` on the argument, the input field or the type overrides this; a list then costs that weight once in
 * addition to its elements, as in Apollo's router.
 */
function costOfInput(rules: CostRules, typeName: string, value: unknown, weight: number | undefined): number {
  if (value === null || value === undefined) return 0;
  const own = weight ?? rules.typeWeight(typeName);
  if (Array.isArray(value))
    return value.reduce<number>((all, each) => all + costOfInput(rules, typeName, each, weight), own ?? 0);
  const fields = rules.inputFields(typeName);
  if (fields === undefined || !isJsonObject(value)) return own ?? 0;
  let cost = own ?? 1;
  for (const [name, field] of fields) {
    const given = value[name];
    cost += costOfInput(rules, field.typeName, given === undefined ? field.fallback : given, field.weight);
  }
  return cost;
}

/** Number of leaf values that the cost of an object covers, and that each further 1 covers. */
const coveredLeaves = 10;

/**
 * Returns the cost of one object's leaf values: 1 for each ten, or part of ten, after the first ten. Each element of
 * a list of scalars counts. Fields with a `@cost` weight are not counted again.
 */
function costOfLeaves(source: CostSource, set: SelectionSetNode, place: SelectionPlace): Figure {
  return mapped(countLeaves(source, set, place), (leaves) =>
    Math.max(0, Math.ceil(leaves / coveredLeaves) - 1),
  );
}

function countLeaves(source: CostSource, set: SelectionSetNode, place: SelectionPlace): Figure {
  const counts = set.selections.map((selection): Figure => {
    // Fetches have no named fragments.
    if (selection.kind === Kind.FRAGMENT_SPREAD) return 0;
    const asked = inclusionOf(source, selection);
    if (selection.kind === Kind.FIELD) {
      const { definition, weight, length } = readFieldRules(source, selection, place);
      const isLeaf = definition !== undefined && isLeafType(getNamedType(definition.type));
      return isLeaf && weight === undefined ? product(asked, length) : 0;
    }
    const name = selection.typeCondition?.name.value;
    const type = name === undefined ? place.type : source.schema.getType(name);
    if (!isCompositeType(type)) return 0;
    return product(asked, countLeaves(source, selection.selectionSet, { ...place, type }));
  });
  return sum(counts);
}

/** Returns 1, or 0 if @skip or @include excludes a selection. */
function inclusionOf({ clientName }: CostSource, { directives = [] }: SelectionNode): Figure {
  return directives.reduce<Figure>((asked, { name, arguments: args = [] }) => {
    const condition = args.find((argument) => argument.name.value === 'if')?.value;
    if (condition === undefined || (name.value !== 'skip' && name.value !== 'include')) return asked;
    const value = createArgumentValue(condition, clientName);
    const isSkip = name.value === 'skip';
    return product(asked, (variables) => ((value(variables) === true) === isSkip ? 0 : 1));
  }, 1);
}
