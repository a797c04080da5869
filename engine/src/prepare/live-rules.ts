import {
  type ASTVisitor,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { isNeverDeferred, labelOf } from '../compile/deferral.ts';

/** Rules for documents of clients: those of GraphQL, and those for @defer and subscriptions that graphql-js 16 lacks. */
export const validationRules: readonly ValidationRule[] = [
  // Fails, instead of reporting an error, for a @skip on the root field.
  ...specifiedRules.filter((rule) => rule !== SingleFieldSubscriptionsRule),
  subscriptionRootRule,
  deferLabelRule,
  deferPlaceRule,
];

/** Requires one root field of a subscription, which no condition may exclude. */
function subscriptionRootRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== 'subscription') return;
      const { fields, conditions } = rootSelections(context, operation.selectionSet);
      for (const condition of conditions)
        report(context, 'The root field of a subscription must not have @skip or @include.', [condition]);
      const names = new Map(fields.map((field) => [(field.alias ?? field.name).value, field]));
      if (names.size > 1) {
        const message = `A subscription must have one root field, but this one has ${names.size}. Start a subscription for each.`;
        report(context, message, [...names.values()].slice(1));
      }
      const meta = fields.filter(({ name }) => name.value.startsWith('__'));
      if (meta.length > 0)
        report(context, 'The root field of a subscription must not be introspection.', meta);
    },
  };
}

/** Returns the root fields of an operation, and the @skip and @include on them and on fragments around them. */
function rootSelections(context: ValidationContext, root: SelectionSetNode) {
  const fields: FieldNode[] = [];
  const conditions: DirectiveNode[] = [];
  const visited = new Set<FragmentDefinitionNode>();
  const collect = (selection: SelectionNode): void => {
    const isCondition = ({ name }: DirectiveNode): boolean =>
      name.value === 'skip' || name.value === 'include';
    conditions.push(...(selection.directives ?? []).filter(isCondition));
    if (selection.kind === Kind.FIELD) fields.push(selection);
    else if (selection.kind === Kind.INLINE_FRAGMENT) selection.selectionSet.selections.forEach(collect);
    else {
      const fragment = context.getFragment(selection.name.value);
      if (!fragment || visited.has(fragment)) return;
      visited.add(fragment);
      fragment.selectionSet.selections.forEach(collect);
    }
  };
  root.selections.forEach(collect);
  return { fields, conditions };
}

/** Requires a label of @defer to be a unique string. */
function deferLabelRule(context: ValidationContext): ASTVisitor {
  const known = new Map<string, DirectiveNode>();
  return {
    Directive(directive) {
      if (directive.name.value !== 'defer') return;
      const value = directive.arguments?.find(({ name }) => name.value === 'label')?.value;
      if (value?.kind === Kind.VARIABLE)
        report(context, 'The label of @defer must be a string, not a variable.', [directive]);
      const label = labelOf(directive);
      if (label === undefined) return;
      const other = known.get(label);
      known.set(label, directive);
      if (other)
        report(context, `Two @defer have the label "${label}". Labels must be unique.`, [other, directive]);
    },
  };
}

/** Refuses @defer on the root fields of a mutation, and in a subscription. */
function deferPlaceRule(context: ValidationContext): ASTVisitor {
  return {
    Directive(directive) {
      if (directive.name.value !== 'defer' || isNeverDeferred(directive)) return;
      const parent = context.getParentType();
      if (parent && parent === context.getSchema().getMutationType())
        report(context, 'The root fields of a mutation must not be deferred. Use @defer inside them.', [
          directive,
        ]);
    },
    OperationDefinition(operation) {
      if (operation.operation !== 'subscription') return;
      for (const directive of defersOf(context, operation))
        report(context, 'A subscription must not have @defer. Each of its events is given whole.', [
          directive,
        ]);
    },
  };
}

/** Returns the @defer directives of an operation and its fragments, except those that are always off. */
function defersOf(context: ValidationContext, operation: OperationDefinitionNode): readonly DirectiveNode[] {
  const found: DirectiveNode[] = [];
  const collect = (selection: SelectionNode): void => {
    found.push(
      ...(selection.directives ?? []).filter(
        (directive) => directive.name.value === 'defer' && !isNeverDeferred(directive),
      ),
    );
    if (selection.kind !== Kind.FRAGMENT_SPREAD) selection.selectionSet?.selections.forEach(collect);
  };
  for (const { selectionSet } of [operation, ...context.getRecursivelyReferencedFragments(operation)])
    selectionSet.selections.forEach(collect);
  return found;
}

function report(
  context: ValidationContext,
  message: string,
  nodes: readonly (FieldNode | DirectiveNode)[],
): void {
  context.reportError(new GraphQLError(message, { nodes }));
}
