import {
  type ASTNode,
  type ASTVisitFn,
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { isConditional, isNeverIncluded } from './conditions.ts';
import type { DeferredDocument } from './deferred-document.ts';
import { fragmentsOf, keepRootFields } from './root-fields.ts';

/** Client operation in the planner's form, with the names for finding its fields in the merged answer. */
export interface PlanningDocument {
  /** Document to plan, or undefined if no part of the operation needs a subgraph. */
  readonly document: DocumentNode | undefined;
  /** Part that the API schema answers: `__schema` and `__type`. */
  readonly introspection: DocumentNode | undefined;
  /** Names in the merged answer of the fields of the client's document. */
  readonly sources: ReadonlyMap<FieldNode, string>;
  /** Client names of variables that have another name in the planner's document, by that name. */
  readonly clientVariables: ReadonlyMap<string, string>;
}

/**
 * Rewrites a valid operation so that the planner, which merges selections by response name, cannot confuse two
 * fields. A field without alias and arguments keeps its own name as response name. Any other field gets a name that
 * no field of the supergraph has. Neither a client's alias nor its arguments can then conflict with a field that the
 * planner adds for a @key or @requires. The client's names return when the answer is shaped.
 * If conditions or missing authorization may leave an object without selections, it gets a `__typename`, so that the
 * planner still fetches it. Selections that a constant condition excludes are removed, because the planner forgets
 * constants under another condition. Each @defer is removed unless the operation has deferred fragments.
 */
export function createPlanningDocument(
  { document, operation, refused, usages }: DeferredDocument,
  fieldNames: ReadonlySet<string>,
): PlanningDocument {
  const isPlanned = (field: FieldNode): boolean => !field.name.value.startsWith('__') && !refused.has(field);
  const planned = keepRootFields(document, operation, isPlanned);
  const sources = new Map<FieldNode, string>();
  const variables = plannerVariables(operation);
  const sourceName = createSourceNames(fieldNames);
  const canBeEmpty = createCanBeEmpty(fragmentsOf(document), refused);
  return {
    document:
      planned && visit(planned, renaming({ sourceName, sources, variables, canBeEmpty, refused, usages })),
    introspection: keepRootFields(document, operation, isIntrospection),
    sources,
    clientVariables: new Map([...variables].map(([client, planner]) => [planner, client])),
  };
}

/** Returns true if a root field is answered from the API schema. */
export function isIntrospection(field: FieldNode): boolean {
  return field.name.value === '__schema' || field.name.value === '__type';
}

/** Returns new names for client variables that conflict with those of fetches, such as `representations`. */
function plannerVariables(operation: OperationDefinitionNode): ReadonlyMap<string, string> {
  const names = new Set(operation.variableDefinitions?.map((definition) => definition.variable.name.value));
  const renamed = new Map<string, string>();
  for (const name of names) {
    if (!/^(representations|contextualArgument)/.test(name)) continue;
    let free = `client_${name}`;
    while (names.has(free)) free += '_';
    renamed.set(name, free);
  }
  return renamed;
}

type Parent = Parameters<ASTVisitFn<FieldNode>>[2];

interface Names {
  readonly sourceName: (field: FieldNode) => string;
  readonly sources: Map<FieldNode, string>;
  readonly variables: ReadonlyMap<string, string>;
  readonly canBeEmpty: (set: SelectionSetNode) => boolean;
  readonly refused: ReadonlySet<FieldNode>;
  readonly usages: DeferredDocument['usages'];
}

/** Visitor result that removes the visited node. */
const remove = null;

function renaming(names: Names): ASTVisitor {
  const { sourceName, sources, variables, canBeEmpty, refused, usages } = names;
  const open: FieldNode[] = [];
  /** Returns true if the planner merges the field with a sibling that always has a selection. */
  const isAskedBeside = (field: FieldNode, source: string, siblings: Parent): boolean =>
    Array.isArray(siblings) &&
    siblings.some(
      (other: ASTNode) =>
        other.kind === Kind.FIELD &&
        other !== field &&
        !isConditional(other) &&
        !refused.has(other) &&
        other.selectionSet !== undefined &&
        !canBeEmpty(other.selectionSet) &&
        sourceName(other) === source,
    );
  return {
    Field: {
      enter(field) {
        if (refused.has(field) || isNeverIncluded(field)) return remove;
        sources.set(field, sourceName(field));
        open.push(field);
        return undefined;
      },
      leave(edited, _key, siblings) {
        const field = open.pop() ?? edited;
        const { alias: _, selectionSet, ...rest } = edited;
        const source = sources.get(field) ?? field.name.value;
        return {
          ...rest,
          ...(source !== field.name.value && { alias: { kind: Kind.NAME, value: source } }),
          ...(selectionSet && {
            selectionSet:
              canBeEmpty(selectionSet) && !isAskedBeside(field, source, siblings)
                ? withTypename(selectionSet)
                : selectionSet,
          }),
        };
      },
    },
    FragmentSpread: (spread) => (isNeverIncluded(spread) ? remove : undefined),
    InlineFragment: {
      enter: (fragment) => (isNeverIncluded(fragment) ? remove : undefined),
      leave: (fragment) => (fragment.selectionSet.selections.length === 0 ? remove : undefined),
    },
    FragmentDefinition: {
      leave: ({ selectionSet, ...rest }) =>
        selectionSet.selections.length === 0
          ? { ...rest, selectionSet: withTypename(selectionSet) }
          : undefined,
    },
    Directive: ({ name }) => (name.value === 'defer' && usages.size === 0 ? remove : undefined),
    Variable(variable) {
      const value = variables.get(variable.name.value);
      return value === undefined ? undefined : { ...variable, name: { kind: Kind.NAME, value } };
    },
  };
}

function withTypename(set: SelectionSetNode): SelectionSetNode {
  const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
  return { ...set, selections: [typename, ...set.selections] };
}

/**
 * Creates names by field, arguments and response name. Two fields of the client are then executed, and fail,
 * separately.
 */
function createSourceNames(fieldNames: ReadonlySet<string>): (field: FieldNode) => string {
  const names = new Map<string, string>();
  let number = 0;
  return (field) => {
    const name = field.name.value;
    const responseName = (field.alias ?? field.name).value;
    const isPlain = !field.arguments?.length && responseName === name;
    // JavaScript objects inherit `constructor` and similar names, which must not be read as an answer.
    if (name === '__typename' || (isPlain && !(name in Object.prototype))) return name;
    const key = `${responseName}: ${name}(${field.arguments?.map(print).sort().join()})`;
    const known = names.get(key);
    if (known !== undefined) return known;
    while (fieldNames.has(`${name}__${number}`)) number++;
    const source = `${name}__${number++}`;
    names.set(key, source);
    return source;
  };
}

/**
 * Creates a function that returns true if @skip, @include or missing authorization can leave a selection set empty.
 * The planner drops an object without selections, as if it were not selected.
 */
function createCanBeEmpty(
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  refused: ReadonlySet<FieldNode>,
): (set: SelectionSetNode) => boolean {
  const known = new Map<SelectionSetNode, boolean>();
  const canBeEmpty = (set: SelectionSetNode): boolean => {
    const result =
      known.get(set) ??
      set.selections.every((selection) => {
        if (isConditional(selection)) return true;
        if (selection.kind === Kind.FIELD) return refused.has(selection);
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        return fragment !== undefined && canBeEmpty(fragment.selectionSet);
      });
    known.set(set, result);
    return result;
  };
  return canBeEmpty;
}
