import type { Answer } from './answer.ts';
import { type Person, staff } from './people.ts';
import type { TestGraph } from './test-graph.ts';

/** Asks a subgraph itself for entities, as the graph's gateway would; `selection` is what to select of them. */
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
