import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import { keepEntityFields } from './entity-fields.ts';

/** By the real path of a required field: under which of the planner's names its value is taken. */
type Choice = Map<string, string>;

interface Group {
  readonly choice: Choice;
  /** The entity fields that agree with it, as `Type.field`. */
  readonly fields: Set<string>;
}

/**
 * Two fields of one fetch may require the same field with different arguments. A representation has one value for it,
 * so the fetch becomes several, each for fields that agree. Nearly every fetch stays as it is.
 */
export function splitFetch(node: FetchNode, state: SupergraphState): readonly FetchNode[] {
  const realName = (name: string): string => state.virtualFields.get(name)?.name ?? name;
  const contested = contestedFields(node.requires ?? [], realName);
  if (contested.size === 0) return [node];
  const groups: Group[] = [];
  keepEntityFields(node, (typeName, fieldName) => {
    const required = state.requiredFields(node.serviceName, typeName, fieldName);
    const choice = required ? choiceOf(required, contested, realName) : new Map<string, string>();
    const group = groups.find((each) => agrees(each.choice, choice)) ?? {
      choice: new Map(),
      fields: new Set(),
    };
    if (!groups.includes(group)) groups.push(group);
    for (const [path, name] of choice) group.choice.set(path, name);
    group.fields.add(`${typeName}.${fieldName}`);
    return true;
  });
  return groups.map((group) => ({
    ...keepEntityFields(node, (typeName, fieldName) => group.fields.has(`${typeName}.${fieldName}`)),
    requires: chosenRequires(node.requires ?? [], group.choice, contested, realName, ''),
  }));
}

/** The real paths that are required under more than one of the planner's names. */
function contestedFields(
  requires: readonly QueryPlanSelectionNode[],
  realName: (name: string) => string,
): ReadonlySet<string> {
  const names = new Map<string, Set<string>>();
  const collect = (selections: readonly QueryPlanSelectionNode[], path: string): void => {
    for (const selection of selections) {
      if (selection.kind === 'InlineFragment') collect(selection.selections, path);
      else {
        const inner = `${path}.${realName(selection.name)}`;
        names.set(inner, (names.get(inner) ?? new Set()).add(selection.name));
        collect(selection.selections ?? [], inner);
      }
    }
  };
  collect(requires, '');
  return new Set([...names].filter(([, each]) => each.size > 1).map(([path]) => path));
}

function choiceOf(
  set: SelectionSetNode,
  contested: ReadonlySet<string>,
  realName: (name: string) => string,
): Choice {
  const choice: Choice = new Map();
  const collect = ({ selections }: SelectionSetNode, path: string): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, path);
      if (selection.kind !== Kind.FIELD) continue;
      const inner = `${path}.${realName(selection.name.value)}`;
      if (contested.has(inner)) choice.set(inner, selection.name.value);
      if (selection.selectionSet) collect(selection.selectionSet, inner);
    }
  };
  collect(set, '');
  return choice;
}

function agrees(one: Choice, other: Choice): boolean {
  return [...other].every(([path, name]) => (one.get(path) ?? name) === name);
}

function chosenRequires(
  requires: readonly QueryPlanSelectionNode[],
  choice: Choice,
  contested: ReadonlySet<string>,
  realName: (name: string) => string,
  path: string,
): QueryPlanSelectionNode[] {
  return requires.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind === 'InlineFragment') {
      return [
        { ...selection, selections: chosenRequires(selection.selections, choice, contested, realName, path) },
      ];
    }
    const inner = `${path}.${realName(selection.name)}`;
    if (contested.has(inner) && choice.get(inner) !== selection.name) return [];
    if (!selection.selections) return [selection];
    return [
      { ...selection, selections: chosenRequires(selection.selections, choice, contested, realName, inner) },
    ];
  });
}
