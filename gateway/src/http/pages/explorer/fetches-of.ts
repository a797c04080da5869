import type { TracedFetch, TraceNode } from '@supergraph/engine';

/** Returns the fetches of a plan in its order, skipped ones included. */
export function fetchesOf(node: TraceNode | null | undefined): readonly TracedFetch[] {
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
