// @ts-check
/** @import { TracedFetch, TraceNode } from '@supergraph/engine' */

/**
 * The fetches of a plan, skipped ones included, in its order.
 * @param {TraceNode | null | undefined} node
 * @returns {TracedFetch[]}
 */
export function fetchesOf(node) {
  if (!node) return [];
  switch (node.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Condition':
      return [...fetchesOf(node.ifTrue), ...fetchesOf(node.ifFalse)];
    default:
      return node.nodes.flatMap(fetchesOf);
  }
}
