import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { createFetchOperation, type FetchOperation } from './fetch-operation.ts';
import { createGroupTemplate, type GroupTemplate } from './group-template.ts';
import { usedVariables, withUsedVariables } from './used-variables.ts';

/** Forms of a fetch's operation, depending on which context variables have values. */
export interface ContextOperations {
  /**
   * Returns the operation without the fields that need one of the `lacking` variables, for a number of groups of
   * entities with their own values. Returns undefined if no field is left.
   */
  of(lacking: readonly string[], groups: number): FetchOperation | undefined;
  /** Returns the fields that need one of the `lacking` variables. */
  lost(lacking: readonly string[]): readonly LostField[];
}

/** Field that is not fetched because a variable has no value. */
export interface LostField {
  /** Response name of the field, or of the target's field that contains it. */
  readonly name: string;
  /** Field and the selections around it. */
  readonly selections: readonly SelectionNode[];
}

/** Maximum number of sets of lacking variables with a cached operation. */
const maxForms = 8;

/** Creates the forms on demand. `perGroup` names the variables that have a value for each group. */
export function createContextOperations(
  operation: FetchOperation,
  perGroup: ReadonlySet<string>,
): ContextOperations {
  const forms = new Map<string, ContextForm | undefined>();
  const formOf = (lacking: readonly string[]): ContextForm | undefined => {
    const key = lacking.join();
    if (forms.has(key)) return forms.get(key);
    if (forms.size >= maxForms) forms.clear();
    const form = createForm(operation, new Set(lacking), perGroup);
    forms.set(key, form);
    return form;
  };
  return {
    of(lacking, groups) {
      if (lacking.length === 0 && groups === 1) return operation;
      const form = formOf(lacking);
      if (form === undefined || groups === 1) return form?.operation;
      return createFetchOperation({ ...form.operation, query: form.template(groups) });
    },
    lost: (lacking) => lostFields(parse(operation.query, { noLocation: true }), new Set(lacking)),
  };
}

interface ContextForm {
  readonly operation: FetchOperation;
  readonly template: GroupTemplate;
}

function createForm(
  operation: FetchOperation,
  lacking: ReadonlySet<string>,
  perGroup: ReadonlySet<string>,
): ContextForm | undefined {
  const document = withoutFields(parse(operation.query, { noLocation: true }), lacking);
  if (document === undefined) return undefined;
  const used = usedVariables(document);
  const query = lacking.size === 0 ? operation.query : stripIgnoredCharacters(print(document));
  const variables = operation.variables.filter(({ name }) => used.has(name));
  return {
    operation: createFetchOperation({ ...operation, query, variables }),
    template: createGroupTemplate(document, perGroup),
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

/** Removes the fields whose arguments use one of the variables. Returns undefined if nothing is left to fetch. */
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
