import type { Answer } from './answer.ts';
import { type Person, staff } from './people.ts';
import type { TestGraph } from './test-graph.ts';

/** Requests entities from a subgraph as the gateway would. `selection` is their selection set. */
export function askEntities(
  graph: TestGraph,
  name: 'users' | 'orders',
  representations: readonly object[],
  selection: string,
  as: Person | 'anonymous' = staff,
): Promise<Answer> {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;
  return graph[name].ask(query, { representations }, as);
}
