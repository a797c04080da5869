import { readFileSync } from 'node:fs';
import type { SubgraphSdl } from './compose-graph.ts';
import { readRegistry, subgraphFolder } from './registry.ts';

/** Reads the schema of each registered subgraph, as it is in the tree now. */
export function readSubgraphs(): readonly SubgraphSdl[] {
  return readRegistry().map(({ name, port }) => ({
    name,
    url: `http://localhost:${port}/graphql`,
    sdl: readFileSync(new URL('schema.graphql', subgraphFolder(name)), 'utf8'),
  }));
}
