import {
  type FieldNode,
  getNamedType,
  isCompositeType,
  isInputObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { costOfInput } from './argument-cost.ts';
import { createArgumentValue, hasVariable } from './argument-value.ts';
import { type Figure, mapped, product, sum, type Variables } from './cost-expression.ts';
import type { CostSource, SelectionPlace } from './cost-source.ts';
import { type FieldRules, readFieldRules } from './field-rules.ts';
import { costOfLeaves } from './leaf-cost.ts';
import { whetherAsked } from './whether-asked.ts';

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
