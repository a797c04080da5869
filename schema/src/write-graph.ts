import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ComposedGraph } from './compose-graph.ts';
import { applyContract } from './contracts/apply-contract.ts';
import type { Contract } from './contracts/read-contracts.ts';
import { writeAtomically } from './write-atomically.ts';

const header = '# Made by `npm run compose` from subgraphs/*/schema.graphql. Do not edit.\n\n';

/**
 * Writes `supergraph.graphql` and `api.graphql` if they differ, to `schema/` or another folder. Each is replaced atomically,
 * since a gateway may be reading it. Returns whether the supergraph has changed.
 */
export function writeGraph(graph: ComposedGraph, folder = graphFolder): boolean {
  mkdirSync(folder, { recursive: true });
  return writeTo(folder, graph);
}

/** Writes the graph of each contract to a folder of its own, `contracts/<name>/`. */
export function writeContracts({ supergraphSdl }: ComposedGraph, contracts: readonly Contract[]): void {
  const graphs = contracts.map((contract) => ({ contract, graph: applyContract(supergraphSdl, contract) }));
  for (const { contract, graph } of graphs) {
    const folder = new URL(`${contract.name}/`, contractsFolder);
    mkdirSync(folder, { recursive: true });
    writeTo(folder, graph);
  }
}

/** Folder of the committed graph, as a URL that ends with a slash. */
export const graphFolder = new URL('../', import.meta.url);

const contractsFolder = new URL('../contracts/', import.meta.url);

function writeTo(folder: URL, { supergraphSdl, apiSdl }: ComposedGraph): boolean {
  write(new URL('api.graphql', folder), apiSdl);
  return write(new URL('supergraph.graphql', folder), supergraphSdl);
}

function write(file: URL, sdl: string): boolean {
  return writeAtomically(fileURLToPath(file), `${header}${sdl.trim()}\n`);
}
