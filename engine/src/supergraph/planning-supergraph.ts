import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import { type FieldsType, mapFieldsTypes } from './fields-types.ts';
import { hasFlag } from './join-directives.ts';
import { createVirtualFields, type VirtualField } from './virtual-fields.ts';

/** A supergraph that the planner plans correctly for, and how to get from its names to the real ones. */
export interface PlanningSupergraph {
  readonly document: DocumentNode;
  /** Fields that only the planner knows. Each stands for a real field with the arguments that a field set gives it. */
  readonly virtualFields: ReadonlyMap<string, VirtualField>;
}

/**
 * Puts two things right that the planner takes from the supergraph as it is written: it enters a subgraph by a type's
 * first key, even one that does not resolve, so resolvable keys come first; and it takes a field of a @requires or
 * @fromContext for the same whatever its arguments are, so each such field with arguments becomes a field of its own.
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
