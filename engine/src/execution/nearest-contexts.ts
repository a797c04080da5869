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

/** Selections that are added to one operation at most. */
const maxAdded = 5000;

/**
 * Repeats selections on an interface for those of its types that set a context which some selected field reads. The
 * planner looks for contexts on the types that an operation names: without this it would take the context of an object
 * farther away, though the object itself sets it.
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

/** Whether a type of an interface sets a context that `name` sets, and the interface does not. */
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

/** The names of all fields at any depth of a selection set. */
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
