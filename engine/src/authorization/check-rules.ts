import { type ASTNode, type DocumentNode, Kind, visit } from 'graphql';
import { appliedDirectives, linkedFeatures } from '../supergraph/linked-directives.ts';

/** Versions of the specifications that are enforced. */
export const enforcedFeatures: ReadonlySet<string> = new Set([
  'https://specs.apollo.dev/authenticated/v0.1',
  'https://specs.apollo.dev/requiresScopes/v0.1',
  'https://specs.apollo.dev/policy/v0.1',
]);

/**
 * Throws if a supergraph has a rule that would not be enforced: under a name without a link, or on a node for which
 * the specifications define no rules.
 */
export function checkRules(supergraph: DocumentNode): void {
  const linked = new Set(
    linkedFeatures(supergraph)
      .filter(({ url }) => enforcedFeatures.has(url))
      .map(({ name, nameOf }) => nameOf(name)),
  );
  const problems = new Set<string>();
  visit(supergraph, {
    enter(node, _key, _parent, _path, ancestors) {
      if (!('directives' in node) || node.kind === Kind.SCHEMA_DEFINITION) return;
      for (const { name } of appliedDirectives(node)) {
        if (linked.has(name.value)) {
          if (!canHaveRule(node, ancestors)) problems.add(`@${name.value} is not enforced on a ${node.kind}`);
        } else if (looksLikeRule.test(name.value)) {
          problems.add(`@${name.value} is not from a linked specification`);
        }
      }
    },
  });
  if (problems.size > 0)
    throw new Error(`The supergraph has rules that would not be enforced: ${[...problems].join('; ')}`);
}

const looksLikeRule = /(^|__)(authenticated|requiresScopes|policy)$/;

const typesWithRules: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
]);

function canHaveRule(node: ASTNode, ancestors: readonly (ASTNode | readonly ASTNode[])[]): boolean {
  if (node.kind !== Kind.FIELD_DEFINITION) return typesWithRules.has(node.kind);
  return ancestors.some((ancestor) => 'kind' in ancestor && typesWithRules.has(ancestor.kind));
}
