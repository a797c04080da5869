import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { AccessRules } from './access-rules.ts';
import { createFieldAccess } from './field-access.ts';
import type { Passes } from './requirement.ts';
import type { Scopes } from './scope.ts';
import type { TypeConditions } from './type-conditions.ts';

/** A valid operation, and what it is checked by. */
export interface FilterSource {
  /** The schema that clients see. */
  readonly schema: GraphQLSchema;
  readonly rules: AccessRules;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly scopes: Scopes;
  readonly conditions: TypeConditions;
  readonly passes: Passes;
  /** The values of decisive variables; all others count as absent. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Fields of an operation that its caller is refused. */
export interface RefusedFields {
  /** The object types that a field is refused on, of those that it is reached with; undefined if there are none. */
  on(field: FieldNode): ReadonlySet<string> | undefined;
  /** The types that the caller may not see, of those that the operation can meet. */
  readonly types: ReadonlySet<string>;
  /** The variables whose values decided, or would have decided with other values. */
  readonly decisive: ReadonlySet<string>;
  /** Number of selections in the operation's text. */
  readonly selections: number;
}

/**
 * Finds the fields of an operation that its caller is refused: those where a rule on the field, on its parent type, on
 * its own type or on the type of a given argument is not met. If some type of an interface or union is not allowed, a
 * field that returns it is refused unless only fragments on object types select from it. A selection set is visited once
 * for each object type, so the work grows with the text and not with what its fragments expand to.
 */
export function findRefusedFields(source: FilterSource): RefusedFields {
  const { schema, operation, scopes, conditions } = source;
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema must have a root type for the operation: ${operation.operation}`);
  const access = createFieldAccess(source);
  const refused = new Map<FieldNode, Set<string>>();
  const visited = new Map<SelectionSetNode, Set<string>>();
  const uses = new Map<FieldNode, boolean>();
  const visit = (set: SelectionSetNode, parent: GraphQLCompositeType, typeNames: Iterable<string>): void => {
    const fresh = addNames(visited, set, typeNames);
    if (fresh.length === 0) return;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        visitField(selection, parent, fresh);
        continue;
      }
      const { fragment, type } = conditions.of(selection, parent);
      const inside = scopes.of(type).typeNames;
      const both = fresh.filter((typeName) => inside.has(typeName));
      visit(fragment.selectionSet, type, both);
    }
  };
  const visitField = (field: FieldNode, parent: GraphQLCompositeType, typeNames: readonly string[]): void => {
    const name = field.name.value;
    const definition = isUnionType(parent) ? undefined : parent.getFields()[name];
    if (definition === undefined) {
      // The name of the root type says nothing, and introspection shows the schema to everybody who may see it.
      const ofTypes = name === '__typename' && parent !== root ? typeNames : [];
      addNames(
        refused,
        field,
        ofTypes.filter((typeName) => !access.isTypeAllowed(typeName)),
      );
      return;
    }
    const isUseAllowed = uses.get(field) ?? access.isUseAllowed(field, definition);
    uses.set(field, isUseAllowed);
    // Each is asked for its requirements, whether the use is allowed or not.
    const ofTypes = typeNames.filter((typeName) => !access.isFieldAllowed(typeName, name));
    addNames(refused, field, isUseAllowed ? ofTypes : typeNames);
    const type = getNamedType(definition.type);
    if (field.selectionSet && isCompositeType(type))
      visit(field.selectionSet, type, scopes.of(type).typeNames);
  };
  visit(operation.selectionSet, root, scopes.of(root).typeNames);
  return {
    on: (field) => refused.get(field),
    types: new Set([...access.refusedTypes].filter((name) => name !== root.name)),
    decisive: access.decisive,
    selections: [...visited.keys()].reduce((all, set) => all + set.selections.length, 0),
  };
}

/** Adds names to those of a node. Returns the new ones. */
function addNames<T>(named: Map<T, Set<string>>, node: T, names: Iterable<string>): readonly string[] {
  const known = named.get(node) ?? new Set<string>();
  const fresh = [...names].filter((name) => !known.has(name));
  for (const name of fresh) known.add(name);
  if (known.size > 0) named.set(node, known);
  return fresh;
}
