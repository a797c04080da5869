import type { FetchNode } from '@apollo/query-planner';
import { Kind, parse, visit } from 'graphql';
import { type ContextOperations, createContextOperations } from './context-operations.ts';
import { type ContextVariable, readContextVariables } from './context-variables.ts';
import type { FetchOperation } from './fetch-operation.ts';

/** Context variables of a fetch, which come from objects around its targets (`@fromContext`). */
export interface ContextualFetch {
  readonly variables: readonly ContextVariable[];
  readonly operations: ContextOperations;
}

/** Compiles the context variables of a fetch. Returns undefined if it has none. */
export function createContextualFetch(
  node: FetchNode,
  operation: FetchOperation,
): ContextualFetch | undefined {
  if (!node.contextRewrites?.length) return undefined;
  const required = new Set<string>();
  visit(parse(operation.query, { noLocation: true }), {
    VariableDefinition({ type, variable }) {
      if (type.kind === Kind.NON_NULL_TYPE) required.add(variable.name.value);
    },
  });
  const perGroup = new Set(['representations', ...contextVariableNames(node)]);
  return {
    variables: readContextVariables(node.contextRewrites, required),
    operations: createContextOperations(operation, perGroup),
  };
}

/** Returns the names of a fetch's variables whose values come from a context. */
export function contextVariableNames({ contextRewrites = [] }: FetchNode): readonly string[] {
  return contextRewrites.flatMap((rewrite) => (rewrite.kind === 'KeyRenamer' ? [rewrite.renameKeyTo] : []));
}
