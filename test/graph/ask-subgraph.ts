import { createInternalToken } from './internal-token.ts';
import { type Person, staff } from './people.ts';
import type { Answer, TestGraph } from './test-graph.ts';

/** Asks a subgraph itself for entities, as the graph's gateway would; `selection` is what to select of them. */
export async function askEntities(
  graph: TestGraph,
  name: 'users' | 'orders',
  representations: readonly object[],
  selection: string,
  as: Person | 'anonymous' = staff,
): Promise<Answer> {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;
  const response = await fetch(graph[name].url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await createInternalToken(graph.dataDir, name, as)}`,
    },
    body: JSON.stringify({ query, variables: { representations } }),
  });
  const { data, errors = [] } = await response.json();
  return { status: response.status, data, errors };
}
