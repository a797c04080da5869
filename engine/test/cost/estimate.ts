import type { OperationCost } from '../../src/index.ts';
import { serveGraph } from '../kit/serve-graph.ts';
import type { SubgraphDefinition } from '../kit/subgraph-definition.ts';

/** The @link that the SDL of cost tests begins with. */
export const link = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@external", "@requires", "@shareable", "@listSize", "@cost"]
)`;

/** Estimates the cost of operations, in total and per subgraph. */
export async function estimate(
  definitions: Readonly<Record<string, SubgraphDefinition>>,
  ...requests: readonly (readonly [query: string, variables?: Readonly<Record<string, unknown>>])[]
) {
  const costs: OperationCost[] = [];
  const admit = (cost: OperationCost) => {
    costs.push(cost);
    return { message: 'Only estimated.', code: 'TEST', status: 400 };
  };
  const graph = await serveGraph(definitions, { cost: { admit } });
  for (const [query, variables] of requests) await graph.execute(query, variables);
  return costs.map(({ total, bySubgraph }) => ({ total, ...Object.fromEntries(bySubgraph) }));
}
