import { createGateway } from '../../src/index.ts';
import { composeSubgraphs } from './compose-subgraphs.ts';
import type { Definitions } from './serve-changing-graph.ts';

const types = Array.from({ length: 8 }, (_, index) => `T${index}`);

/** Each hop to another subgraph over an interface multiplies the planner's options by the number of its types. */
function typeDefs(subgraph: number): string {
  const fields = `id: ID! f${subgraph}: Item`;
  return `
    interface Item { ${fields} }
    ${types.map((type) => `type ${type} implements Item @key(fields: "id") { ${fields} }`).join('\n')}
    type Query { items${subgraph}: [Item] ok${subgraph}: Int }
  `;
}

/** Subgraphs of an innocent look for which Apollo's planner can be kept busy. */
export const slowToPlan: Definitions = Object.fromEntries(
  [0, 1, 2, 3].map((subgraph) => [
    `s${subgraph}`,
    {
      typeDefs: typeDefs(subgraph),
      resolvers: { Query: { [`items${subgraph}`]: () => [], [`ok${subgraph}`]: () => subgraph } },
    },
  ]),
);

/** Some fifty characters that Apollo's planner takes more than a minute for. */
export const slowQuery = '{ items0 { f1 { f0 { f3 { f2 { f1 { id } } } } } } }';

/** Another one. */
export const otherSlowQuery = '{ items1 { f2 { f1 { f0 { f3 { f2 { id } } } } } } }';

let startMs: Promise<number> | undefined;

/**
 * Returns the milliseconds that a planner takes to start on this machine, as busy as it is, for limits of time that hold
 * on any machine.
 */
export function measurePlannerStart(): Promise<number> {
  startMs ??= (async () => {
    const gateway = createGateway({
      supergraphSdl: composeSubgraphs(slowToPlan, () => 'http://nowhere.invalid/'),
    });
    const begun = performance.now();
    await gateway.load();
    const duration = performance.now() - begun;
    await gateway.stop();
    return Math.ceil(duration);
  })();
  return startMs;
}
