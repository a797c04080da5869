import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** How long the answer to an operation may be cached, and whether other viewers may receive it. */
export interface CacheHint {
  readonly maxAge: number;
  readonly scope: 'PUBLIC' | 'PRIVATE';
}

/** Values of `@cacheControl` at a field or type. */
interface DeclaredHint {
  readonly maxAge: number | undefined;
  readonly scope: CacheHint['scope'] | undefined;
  readonly inheritMaxAge: boolean;
}

const never: CacheHint = { maxAge: 0, scope: 'PUBLIC' };

/**
 * Creates a function that computes the hint of an operation from `@cacheControl` in the schema, once for each operation.
 * Returns undefined if the schema has none. The rules are those of Apollo Server without its default age: root fields and
 * fields with objects are not cacheable without a hint of their own or of their type, and a scalar has the age of its
 * object. Fields of an entity count without a hint of the entity. Directives such as `@skip` are ignored.
 */
export function createCacheHints(
  schema: GraphQLSchema,
): ((document: DocumentNode, operation: OperationDefinitionNode) => CacheHint) | undefined {
  if (schema.getDirective('cacheControl') === undefined) return undefined;
  const known = new WeakMap<OperationDefinitionNode, CacheHint>();
  return (document, operation) => {
    const found = known.get(operation) ?? computeHint(schema, document, operation);
    known.set(operation, found);
    return found;
  };
}

/** Strictest hint so far. */
interface Strictest {
  maxAge: number;
  scope: CacheHint['scope'];
}

function computeHint(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CacheHint {
  const root = schema.getQueryType();
  if (operation.operation !== 'query' || !root) return never;
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const strictest: Strictest = { maxAge: Number.POSITIVE_INFINITY, scope: 'PUBLIC' };
  visitSelections({ schema, fragments, strictest }, operation.selectionSet, root, undefined);
  return { maxAge: Number.isFinite(strictest.maxAge) ? strictest.maxAge : 0, scope: strictest.scope };
}

interface Visit {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly strictest: Strictest;
}

/** Restricts the hint by selections on a type, whose age is undefined if it declares none. */
function visitSelections(
  visit: Visit,
  { selections }: SelectionSetNode,
  type: GraphQLNamedType,
  age: number | undefined,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      for (const owner of ownersOf(visit.schema, type)) {
        const field = owner.getFields()[selection.name.value];
        if (field) visitField(visit, field, selection.selectionSet, age);
      }
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : visit.fragments.get(selection.name.value);
    const condition = fragment?.typeCondition?.name.value;
    const narrowed = condition === undefined ? type : visit.schema.getType(condition);
    if (fragment === undefined || narrowed === undefined) continue;
    // Below `_entities`, the type of the entity decides.
    const own = type.name === '_Entity' ? restrictBy(visit, hintOf(narrowed), undefined) : age;
    visitSelections(visit, fragment.selectionSet, narrowed, own);
  }
}

function visitField(
  visit: Visit,
  field: GraphQLField<unknown, unknown>,
  selectionSet: SelectionSetNode | undefined,
  parentAge: number | undefined,
): void {
  const type = getNamedType(field.type);
  if (field.name === '_entities' && selectionSet) {
    visitSelections(visit, selectionSet, type, undefined);
    return;
  }
  const own = hintOf(field);
  if (isLeafType(type)) {
    if (own?.maxAge === undefined && parentAge === undefined) visit.strictest.maxAge = 0;
    restrictBy(visit, own, parentAge);
    return;
  }
  const ofType = isCompositeType(type) ? hintOf(type) : undefined;
  const inherited = own?.inheritMaxAge || (own?.maxAge === undefined && ofType?.inheritMaxAge);
  const hint: DeclaredHint = {
    maxAge: own?.maxAge ?? ofType?.maxAge ?? (inherited ? parentAge : 0) ?? 0,
    scope: own?.scope ?? ofType?.scope,
    inheritMaxAge: false,
  };
  const age = restrictBy(visit, hint, parentAge);
  if (selectionSet) visitSelections(visit, selectionSet, type, age);
}

/** Restricts the hint of the answer. Returns the age of what is inside. */
function restrictBy(
  { strictest }: Visit,
  hint: DeclaredHint | undefined,
  parentAge: number | undefined,
): number | undefined {
  if (hint?.maxAge !== undefined) strictest.maxAge = Math.min(strictest.maxAge, hint.maxAge);
  if (hint?.scope === 'PRIVATE') strictest.scope = 'PRIVATE';
  return hint?.maxAge ?? parentAge;
}

function ownersOf(schema: GraphQLSchema, type: GraphQLNamedType) {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}

function hintOf({
  astNode,
}: Pick<GraphQLNamedType | GraphQLField<unknown, unknown>, 'astNode'>): DeclaredHint | undefined {
  const directive = astNode?.directives?.find(({ name }) => name.value === 'cacheControl');
  if (directive === undefined) return undefined;
  const values = new Map(directive.arguments?.map(({ name, value }) => [name.value, value]));
  const [maxAge, scope, inherit] = ['maxAge', 'scope', 'inheritMaxAge'].map((name) => values.get(name));
  return {
    maxAge: maxAge?.kind === Kind.INT ? Number(maxAge.value) : undefined,
    scope: scope?.kind !== Kind.ENUM ? undefined : scope.value === 'PRIVATE' ? 'PRIVATE' : 'PUBLIC',
    inheritMaxAge: inherit?.kind === Kind.BOOLEAN && inherit.value,
  };
}
