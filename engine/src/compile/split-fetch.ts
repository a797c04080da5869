import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import { type EntityField, keepEntityFields, readEntityFields } from './entity-fields.ts';

/** Entity fetch, and equivalent fetches with one for each need of its fields. */
export interface SplitFetch {
  /** Whole fetch, or undefined if two needs do not fit into one representation. */
  readonly whole: FetchNode | undefined;
  /** Parts, or an empty list if all fields need the same. */
  readonly parts: readonly FetchNode[];
}

/** Fields that need the same besides the entity's key. */
interface Need {
  readonly required: SelectionSetNode | undefined;
  /** Names such as `Type.field`. */
  readonly fields: Set<string>;
}

/**
 * Splits an entity fetch by the needs of its fields. The planner puts all fields of one subgraph into one entity
 * fetch, whatever their @requires. Two fields may require a field with different arguments, but a representation has
 * room for one. An object may also lack what one field requires, because no client selected that field there, and
 * must not lose its other fields. In both cases each need gets its own fetch.
 */
export function splitFetch(node: FetchNode, state: SupergraphState): SplitFetch {
  const needs = [...needsOf(node, state).values()];
  if (node.requires === undefined || needs.length < 2) return { whole: node, parts: [] };
  const realName = (name: string): string => state.virtualFields.get(name)?.name ?? name;
  const isContested = hasContest(node.requires, realName, '', new Map());
  const parts = needs.map((need) => ({
    ...keepEntityFields(node, (field) => need.fields.has(keyOf(field))),
    requires: requiresOf(node.requires ?? [], need, needs),
  }));
  return { whole: isContested ? undefined : node, parts };
}

function needsOf(node: FetchNode, state: SupergraphState): ReadonlyMap<string, Need> {
  const needs = new Map<string, Need>();
  for (const field of node.requires === undefined ? [] : readEntityFields(node)) {
    const required = state.entityNeeds.required(node.serviceName, field.typeName, field.fieldName);
    const key = required === undefined ? '' : printNames(required);
    const need = needs.get(key) ?? { required, fields: new Set() };
    needs.set(key, need);
    need.fields.add(keyOf(field));
  }
  return needs;
}

function keyOf({ typeName, fieldName }: EntityField): string {
  return `${typeName}.${fieldName}`;
}

function printNames(set: SelectionSetNode): string {
  return namesOf(set).sort().join(' ');
}

/** Returns the paths of the fields of a set, in the planner's names. */
function namesOf(set: SelectionSetNode, path = ''): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return namesOf(selection.selectionSet, path);
    if (selection.kind !== Kind.FIELD) return [];
    const inner = `${path}.${selection.name.value}`;
    return [inner, ...(selection.selectionSet ? namesOf(selection.selectionSet, inner) : [])];
  });
}

/** Returns true if a real field is required under several of the planner's names, that is with different arguments. */
function hasContest(
  requires: readonly QueryPlanSelectionNode[],
  realName: (name: string) => string,
  path: string,
  names: Map<string, string>,
): boolean {
  return requires.some((selection) => {
    if (selection.kind === 'InlineFragment') return hasContest(selection.selections, realName, path, names);
    const inner = `${path}.${realName(selection.name)}`;
    const known = names.get(inner) ?? selection.name;
    names.set(inner, known);
    return known !== selection.name || hasContest(selection.selections ?? [], realName, inner, names);
  });
}

/** Returns the `requires` of a fetch for one need, without fields that only other needs require. */
function requiresOf(
  requires: readonly QueryPlanSelectionNode[],
  need: Need,
  needs: readonly Need[],
): QueryPlanSelectionNode[] {
  const own = new Set(need.required ? namesOf(need.required) : []);
  const others = new Set(needs.flatMap((each) => (each.required ? namesOf(each.required) : [])));
  const keep = (selections: readonly QueryPlanSelectionNode[], path: string): QueryPlanSelectionNode[] =>
    selections.flatMap((selection): QueryPlanSelectionNode[] => {
      if (selection.kind === 'InlineFragment') {
        return [{ ...selection, selections: keep(selection.selections, path) }];
      }
      const inner = `${path}.${selection.name}`;
      if (others.has(inner) && !own.has(inner)) return [];
      return [
        selection.selections ? { ...selection, selections: keep(selection.selections, inner) } : selection,
      ];
    });
  return keep(requires, '');
}
