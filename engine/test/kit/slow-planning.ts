import { createGateway } from '../../src/index.ts';
import { composeSubgraphs } from './compose-subgraphs.ts';
import type { Definitions } from './serve-changing-graph.ts';

const types = Array.from({ length: 8 }, (_, index) => `T${index}`);

/**
 * Creates a subgraph. Each hop to another subgraph over an interface multiplies the planner's options by the
 * number of its types.
 */
function typeDefs(subgraph: number): string {
  const fields = `id: ID! f${subgraph}: Item`;
  return `
    interface Item { ${fields} }
    ${types.map((type) => `type ${type} implements Item @key(fields: "id") { ${fields} }`).join('\n')}
    type Query { items${subgraph}: [Item] ok${subgraph}: Int }
  `;
}

/** Subgraphs that look harmless, on which short operations keep Apollo's planner busy. */
export const slowToPlan: Definitions = Object.fromEntries(
  [0, 1, 2, 3].map((subgraph) => [
    `s${subgraph}`,
    {
      typeDefs: typeDefs(subgraph),
      resolvers: { Query: { [`items${subgraph}`]: () => [], [`ok${subgraph}`]: () => subgraph } },
    },
  ]),
);

/** A query of about fifty characters that Apollo's planner needs more than a minute for. */
export const slowQuery = '{ items0 { f1 { f0 { f3 { f2 { f1 { id } } } } } } }';

/** Another such query. */
export const otherSlowQuery = '{ items1 { f2 { f1 { f0 { f3 { f2 { id } } } } } } }';

let startMs: Promise<number> | undefined;

/**
 * Returns how many milliseconds a planner takes to start on this machine, so that time limits fit any
 * machine.
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
