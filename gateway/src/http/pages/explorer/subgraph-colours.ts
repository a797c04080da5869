import type { QueryTrace, TracedFetch, TraceNode } from '@supergraph/engine';
import { element } from './element.ts';

export interface SubgraphColours {
  readonly mark: (name: string) => HTMLElement;
  readonly colourOf: (name: string) => string;
}

/** Number of colours in the style sheet. */
const colours = 6;

/** Gives each subgraph a colour, in the order of the plan. */
export function createSubgraphColours({ plan }: QueryTrace): SubgraphColours {
  const names = [...new Set(fetchesOf(plan).map(({ subgraph }) => subgraph))];
  const colourOf = (name: string) => `colour-${Math.max(0, names.indexOf(name)) % colours}`;
  return { colourOf, mark: (name) => element('span', { class: `subgraph ${colourOf(name)}` }, name) };
}

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
    case 'Defer':
      return [...fetchesOf(node.primary), ...node.deferred.flatMap((part) => fetchesOf(part.node))];
    default:
      return node.nodes.flatMap(fetchesOf);
  }
}
