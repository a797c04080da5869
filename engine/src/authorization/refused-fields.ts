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

/** Valid operation, with the rules to check it. */
export interface FilterSource {
  /** Schema that clients see. */
  readonly schema: GraphQLSchema;
  readonly rules: AccessRules;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly scopes: Scopes;
  readonly conditions: TypeConditions;
  readonly passes: Passes;
  /** Values of decisive variables. All others count as absent. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Fields of an operation that its caller is refused. */
export interface RefusedFields {
  /** Returns the object types on which a field is refused, or undefined if there are none. */
  on(field: FieldNode): ReadonlySet<string> | undefined;
  /** Types of the operation that the caller must not see. */
  readonly types: ReadonlySet<string>;
  /** Variables whose values affected a decision, or would have with other values. */
  readonly decisive: ReadonlySet<string>;
  /** Number of selections in the operation's text. */
  readonly selections: number;
}

/**
 * Finds the fields of an operation that its caller is refused. A field is refused if a rule is not met on the field,
 * its parent type, its return type or the type of a given argument. If some type of an interface or union is not
 * allowed, a field that returns it is refused unless only fragments on object types select from it. A selection set
 * is visited once for each object type, so the work grows with the text and not with its expanded fragments.
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
      // The root type's name reveals nothing, and introspection shows the same schema to every client that may use
      // it.
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
    // Checked even if the use is refused, so that all requirements are collected.
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
