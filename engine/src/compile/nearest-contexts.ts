import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { PlanningError } from '../planning/operation-planner.ts';
import type { FieldNeed } from '../supergraph/field-needs.ts';
import { fragmentsOf } from './root-fields.ts';

/** Maximum number of selections that are added to one operation. */
const maxAdded = 5000;

/**
 * Repeats selections on an interface for those object types that set a context that a selected field reads. The
 * planner only considers contexts of types that the operation names. Otherwise it would read the context of an outer
 * object, although the object itself sets it.
 */
export function nameContextTypes(
  document: DocumentNode,
  schema: GraphQLSchema,
  needs: readonly FieldNeed[],
): DocumentNode {
  const readers = needs.filter(({ directive }) => directive === '@fromContext');
  if (readers.length === 0) return document;
  const fragments = fragmentsOf(document);
  const typeInfo = new TypeInfo(schema);
  let added = 0;
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      SelectionSet: {
        leave(set) {
          const parent = typeInfo.getParentType();
          if (!isInterfaceType(parent)) return undefined;
          const names = fieldNamesIn(set, fragments);
          const on = new Set(
            readers.filter(({ fieldName }) => names.has(fieldName)).flatMap((need) => need.on),
          );
          const types = schema
            .getPossibleTypes(parent)
            .filter((type) => [...on].some((name) => setsContext(schema, type, parent, name)));
          added += types.length * countSelections(set);
          if (added > maxAdded) throw tooManySelections();
          const repeated = types.map(({ name }) => fragmentOn(name, set.selections));
          return repeated.length === 0 ? undefined : { ...set, selections: [...set.selections, ...repeated] };
        },
      },
    }),
  );
}

/** Returns true if `name` sets a context that applies to a type of an interface, but not to the interface. */
function setsContext(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  parent: GraphQLNamedType,
  name: string,
): boolean {
  const setter = schema.getType(name);
  const sets = (one: GraphQLNamedType): boolean =>
    one === setter ||
    (isAbstractType(setter) && (isObjectType(one) || isInterfaceType(one)) && schema.isSubType(setter, one));
  return sets(type) && !sets(parent);
}

function fragmentOn(typeName: string, selections: readonly SelectionNode[]): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

/** Returns the names of all fields at any depth of a selection set. */
function fieldNamesIn(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet) collect(selection.selectionSet);
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) collect(fragment.selectionSet);
      }
    }
  };
  collect(set);
  return names;
}

function countSelections({ selections }: SelectionSetNode): number {
  return selections.reduce((count, selection) => {
    const inner = selection.kind === Kind.FRAGMENT_SPREAD ? undefined : selection.selectionSet;
    return count + 1 + (inner ? countSelections(inner) : 0);
  }, 0);
}

function tooManySelections(): PlanningError {
  const message = `An operation was not planned: contexts of interfaces repeat more than ${maxAdded} selections`;
  return new PlanningError('PLANNING_LIMIT_EXCEEDED', message);
}
