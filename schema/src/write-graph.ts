import { fileURLToPath } from 'node:url';
import type { ComposedGraph } from './compose-graph.ts';
import { writeAtomically } from './write-atomically.ts';

const header = '# Made by `npm run compose` from subgraphs/*/schema.graphql. Do not edit.\n\n';

/**
 * Writes `supergraph.graphql` and `api.graphql` if they differ. Each is replaced atomically, since a gateway
 * may be reading it. Returns whether the supergraph has changed.
 */
export function writeGraph({ supergraphSdl, apiSdl }: ComposedGraph): boolean {
  write(new URL('../api.graphql', import.meta.url), apiSdl);
  return write(supergraphFile, supergraphSdl);
}

export const supergraphFile = new URL('../supergraph.graphql', import.meta.url);

function write(file: URL, sdl: string): boolean {
  return writeAtomically(fileURLToPath(file), `${header}${sdl.trim()}\n`);
}
