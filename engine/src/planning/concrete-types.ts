import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Options for expanding an operation. */
export interface Expansion {
  readonly schema: GraphQLSchema;
  /** Names of the interfaces whose selections are expanded. */
  readonly interfaces: ReadonlySet<string>;
  /**
   * If true, an interface's own fields are expanded too, rather than only selections that depend on the object's
   * type.
   */
  readonly ownFields: boolean;
}

/** Maximum number of selections of an expanded operation. Nested interfaces multiply them. */
const maxSelections = 10_000;

/**
 * Rewrites an operation's selections on some interfaces as selections on their object types. The result is the same,
 * in a form that the planner may accept if it refused the other. Throws if that takes too many selections.
 */
export function expandToConcreteTypes(document: DocumentNode, expansion: Expansion): DocumentNode {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const expand = createExpand(expansion, fragments);
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  return { ...document, definitions: operations.map(expand) };
}

type Fragment = InlineFragmentNode | FragmentSpreadNode;

function createExpand(
  { schema, interfaces, ownFields }: Expansion,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): (operation: OperationDefinitionNode) => OperationDefinitionNode {
  let count = 0;
  const expandSet = (set: SelectionSetNode, type: GraphQLCompositeType): SelectionSetNode => {
    const selections = interfaces.has(type.name)
      ? onEachType(set.selections, type)
      : set.selections.flatMap((selection) => on(selection, type));
    return { ...set, selections: selections.length === 0 ? [typename] : selections };
  };
  const onEachType = (
    selections: readonly SelectionNode[],
    type: GraphQLCompositeType,
  ): readonly SelectionNode[] => {
    const isKept = (selection: SelectionNode): boolean => !ownFields && selection.kind === Kind.FIELD;
    const perType = selections.filter((selection) => !isKept(selection));
    return [
      ...selections.filter(isKept).flatMap((selection) => on(selection, type)),
      ...objectTypesOf(type).flatMap((object) => {
        const inner = perType.flatMap((selection) => on(selection, object));
        return inner.length === 0 ? [] : [inlineFragment(inner, object.name)];
      }),
    ];
  };
  /** Returns a selection as it applies to objects of a type, or an empty list if it does not apply. */
  const on = (selection: SelectionNode, type: GraphQLCompositeType): readonly SelectionNode[] => {
    if (++count > maxSelections) throw new Error(`An operation has more than ${maxSelections} selections`);
    if (selection.kind === Kind.FIELD) return [expandField(selection, type)];
    const { condition, set } = readFragment(selection, type);
    if (isObjectType(type)) {
      if (!objectTypesOf(condition).includes(type)) return [];
      const inner = set.selections.flatMap((each) => on(each, type));
      return inner.map((each) => withDirectives(each, selection.directives ?? []));
    }
    const inner = expandSet(set, condition);
    return [{ ...inlineFragment(inner.selections, condition.name), directives: selection.directives ?? [] }];
  };
  const expandField = (field: FieldNode, type: GraphQLCompositeType): FieldNode => {
    if (!field.selectionSet || isUnionType(type)) return field;
    const fieldType = getNamedType(type.getFields()[field.name.value]?.type);
    if (!isCompositeType(fieldType)) return field;
    return { ...field, selectionSet: expandSet(field.selectionSet, fieldType) };
  };
  const readFragment = (selection: Fragment, type: GraphQLCompositeType) => {
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
    const set: SelectionSetNode = fragment?.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] };
    return { condition: isCompositeType(condition) ? condition : type, set };
  };
  const objectTypesOf = (type: GraphQLCompositeType): readonly GraphQLObjectType[] =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return (operation) => {
    const root = schema.getRootType(operation.operation);
    return root ? { ...operation, selectionSet: expandSet(operation.selectionSet, root) } : operation;
  };
}

/**
 * Adds a fragment's directives to a selection in it. The planner refuses conditions on some fragments, but not on
 * fields.
 */
function withDirectives(selection: SelectionNode, directives: readonly DirectiveNode[]): SelectionNode {
  const own = selection.directives ?? [];
  const isFree = directives.every(
    ({ name }) => conditions.has(name.value) && !own.some((other) => other.name.value === name.value),
  );
  return isFree
    ? { ...selection, directives: [...directives, ...own] }
    : { ...inlineFragment([selection]), directives };
}

const conditions: ReadonlySet<string> = new Set(['include', 'skip']);

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function inlineFragment(selections: readonly SelectionNode[], typeName?: string): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    ...(typeName !== undefined && {
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } },
    }),
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}
