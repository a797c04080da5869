import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { createFetchOperation, type FetchOperation } from './fetch-request.ts';
import { usedVariables, withUsedVariables } from './used-variables.ts';

/** The forms of a fetch's operation for what is known of its context variables. */
export interface ContextOperations {
  /**
   * Returns the operation without the fields that need one of the `lacking` variables, for so many groups of entities
   * with their own values. Undefined if no field is left.
   */
  of(lacking: readonly string[], groups: number): FetchOperation | undefined;
  /** Returns the fields that need one of the `lacking` variables. */
  lost(lacking: readonly string[]): readonly LostField[];
}

/** A field that is not fetched for want of a variable. */
export interface LostField {
  /** Response name of the target's field that it is, or that it is inside. */
  readonly name: string;
  /** The field and the selections around it. */
  readonly selections: readonly SelectionNode[];
}

/** Forms that are kept of one fetch. */
const maxForms = 64;

/** Creates the forms on demand. `perGroup` names the variables that each group has its own value of. */
export function createContextOperations(
  operation: FetchOperation,
  document: DocumentNode,
  perGroup: ReadonlySet<string>,
): ContextOperations {
  const forms = new Map<string, FetchOperation | undefined>();
  return {
    of(lacking, groups) {
      if (lacking.length === 0 && groups === 1) return operation;
      const key = `${groups} ${lacking.join()}`;
      if (forms.has(key)) return forms.get(key);
      if (forms.size >= maxForms) forms.clear();
      const form = createForm(operation, withoutFields(document, new Set(lacking)), perGroup, groups);
      forms.set(key, form);
      return form;
    },
    lost: (lacking) => lostFields(document, new Set(lacking)),
  };
}

function lostFields(document: DocumentNode, variables: ReadonlySet<string>): readonly LostField[] {
  const lost: LostField[] = [];
  visit(document, {
    Field(field, _key, _parent, _path, ancestors) {
      if (!usesAny(field, variables)) return;
      const nodes = [...ancestors.flat(), field].filter((node) => 'kind' in node);
      const selections = nodes.filter(
        (node) => node.kind === Kind.FIELD || node.kind === Kind.INLINE_FRAGMENT,
      );
      const fields = selections.filter((node) => node.kind === Kind.FIELD);
      const top = fields.find(({ name }) => name.value !== '_entities') ?? field;
      lost.push({ name: (top.alias ?? top.name).value, selections });
    },
  });
  return lost;
}

/** Returns the name that a variable, or `_entities`, has for one of several groups. */
export function nameInGroup(name: string, group: number, groups: number): string {
  return groups === 1 ? name : `${name}_${group}`;
}

function createForm(
  operation: FetchOperation,
  document: DocumentNode | undefined,
  perGroup: ReadonlySet<string>,
  groups: number,
): FetchOperation | undefined {
  if (document === undefined) return undefined;
  const form = groups === 1 ? document : repeat(document, perGroup, groups);
  const used = usedVariables(form);
  return createFetchOperation({
    ...operation,
    query: stripIgnoredCharacters(print(form)),
    variables: operation.variables.filter(({ name }) => used.has(name)),
  });
}

/** Removes the fields whose arguments use one of the variables; undefined if nothing is left to fetch. */
function withoutFields(document: DocumentNode, variables: ReadonlySet<string>): DocumentNode | undefined {
  if (variables.size === 0) return document;
  const without: DocumentNode = visit(document, {
    Field: {
      enter: (field) => (usesAny(field, variables) ? null : undefined),
      leave: (field) =>
        field.selectionSet?.selections.length === 0 ? { ...field, selectionSet: onlyTypename } : undefined,
    },
    InlineFragment: {
      leave: (fragment) => (fragment.selectionSet.selections.length === 0 ? null : undefined),
    },
  });
  const isEmpty = without.definitions.some(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && fetchesNothing(definition),
  );
  return isEmpty ? undefined : withUsedVariables(without);
}

const onlyTypename: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
};

function usesAny(field: FieldNode, variables: ReadonlySet<string>): boolean {
  const names = (field.arguments ?? []).flatMap((argument) => [...usedVariables(argument)]);
  return names.some((name) => variables.has(name));
}

function fetchesNothing({ selectionSet }: OperationDefinitionNode): boolean {
  const [first] = selectionSet.selections;
  const isEntities = first?.kind === Kind.FIELD && first.name.value === '_entities';
  return isOnlyTypename(isEntities && first.selectionSet ? first.selectionSet : selectionSet);
}

function isOnlyTypename(set: SelectionSetNode): boolean {
  return set.selections.every((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return isOnlyTypename(selection.selectionSet);
    return selection.kind === Kind.FIELD && selection.name.value === '__typename';
  });
}

/** Selects `_entities` once for each group, as `_entities_0`, `_entities_1`… with variables named likewise. */
function repeat(document: DocumentNode, perGroup: ReadonlySet<string>, groups: number): DocumentNode {
  const numbers = [...Array(groups).keys()];
  return visit(document, {
    OperationDefinition(operation) {
      return {
        ...operation,
        variableDefinitions: operation.variableDefinitions?.flatMap((definition) =>
          perGroup.has(definition.variable.name.value)
            ? numbers.map((group) => inGroup(definition, perGroup, group, groups))
            : [definition],
        ),
        selectionSet: {
          ...operation.selectionSet,
          selections: operation.selectionSet.selections.flatMap((selection) =>
            numbers.map((group) => ({
              ...inGroup(selection, perGroup, group, groups),
              alias: { kind: Kind.NAME, value: nameInGroup('_entities', group, groups) },
            })),
          ),
        },
      };
    },
  });
}

function inGroup<Node extends Parameters<typeof visit>[0]>(
  node: Node,
  perGroup: ReadonlySet<string>,
  group: number,
  groups: number,
): Node {
  return visit(node, {
    Variable(variable) {
      const name = variable.name.value;
      if (!perGroup.has(name)) return undefined;
      return { ...variable, name: { ...variable.name, value: nameInGroup(name, group, groups) } };
    },
  });
}
