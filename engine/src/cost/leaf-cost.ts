import { getNamedType, isCompositeType, isLeafType, Kind, type SelectionSetNode } from 'graphql';
import { type Figure, mapped, product, sum } from './cost-expression.ts';
import type { CostSource, SelectionPlace } from './cost-source.ts';
import { readFieldRules } from './field-rules.ts';
import { whetherAsked } from './whether-asked.ts';

/** Number of leaf values that the cost of an object covers, and that each further 1 covers. */
const coveredLeaves = 10;

/**
 * Returns the cost of one object's leaf values: 1 for each ten, or part of ten, after the first ten. Each element of
 * a list of scalars counts. Fields with a `@cost` weight are not counted again.
 */
export function costOfLeaves(source: CostSource, set: SelectionSetNode, place: SelectionPlace): Figure {
  return mapped(countLeaves(source, set, place), (leaves) =>
    Math.max(0, Math.ceil(leaves / coveredLeaves) - 1),
  );
}

function countLeaves(source: CostSource, set: SelectionSetNode, place: SelectionPlace): Figure {
  const counts = set.selections.map((selection): Figure => {
    // Fetches have no named fragments.
    if (selection.kind === Kind.FRAGMENT_SPREAD) return 0;
    const asked = whetherAsked(source, selection);
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
