import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import { type FieldsType, mapFieldsTypes } from './fields-types.ts';
import { hasFlag } from './join-directives.ts';
import { createVirtualFields, type VirtualField } from './virtual-fields.ts';

/** Supergraph that the planner plans correctly for, with its virtual fields. */
export interface PlanningSupergraph {
  readonly document: DocumentNode;
  /** Fields that only the planner knows. Each one stands for a real field with the arguments of a field set. */
  readonly virtualFields: ReadonlyMap<string, VirtualField>;
}

/**
 * Rewrites a supergraph to avoid two faults of the planner. It enters a subgraph by a type's first key, even one that
 * is not resolvable, so resolvable keys come first. It treats a field of a @requires or @fromContext as the same
 * field whatever its arguments, so each such field with arguments becomes a virtual field.
 */
export function createPlanningSupergraph(supergraph: DocumentNode): PlanningSupergraph {
  const naming = createVirtualFields(supergraph);
  const rewritten = mapFieldsTypes(supergraph, (type) => naming.rewriteFieldSets(type));
  const document = mapFieldsTypes(rewritten, (type) => orderKeys(naming.addFields(type)));
  return { document, virtualFields: naming.virtualFields };
}

function orderKeys(type: FieldsType): FieldsType {
  const isLast = (join: ConstDirectiveNode): boolean =>
    join.name.value === 'join__type' && hasFlag(join, 'resolvable', false);
  const directives = type.directives ?? [];
  return {
    ...type,
    directives: [...directives.filter((each) => !isLast(each)), ...directives.filter(isLast)],
  };
}
