import type { QueryTrace, TraceNode } from '../../src/index.ts';
import type { ServedGraph } from './serve-graph.ts';

/**
 * Returns the trace in the answer to a query. Sends the header that the test's gateway reads. Throws if there
 * is no trace.
 */
export async function traceOf(graph: ServedGraph, query: string, variables = {}): Promise<QueryTrace> {
  const { extensions } = await graph.execute(query, variables, { headers: { trace: 'yes' } });
  if (extensions?.trace === undefined) throw new Error('The answer has no trace');
  return extensions.trace;
}

/** Returns the first fetch of a subgraph in a plan, at any depth. Throws if there is no such fetch. */
export function fetchOf(node: TraceNode | null | undefined, subgraph: string) {
  const [found] = fetchesIn(node ?? undefined).filter((fetch) => fetch.subgraph === subgraph);
  if (found === undefined) throw new Error(`The plan has no fetch of ${subgraph}`);
  return found;
}

/** Returns all fetches of a plan. */
export function fetchesIn(node: TraceNode | undefined): Extract<TraceNode, { kind: 'Fetch' }>[] {
  if (node === undefined) return [];
  switch (node.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesIn(node.node);
    case 'Condition':
      return [...fetchesIn(node.ifTrue), ...fetchesIn(node.ifFalse)];
    case 'Defer':
      return [...fetchesIn(node.primary), ...node.deferred.flatMap((part) => fetchesIn(part.node))];
    default:
      return node.nodes.flatMap(fetchesIn);
  }
}
