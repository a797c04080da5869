import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { ComposedGraph } from './compose-graph.ts';

const header = '# Made by `npm run compose` from subgraphs/*/schema.graphql. Do not edit.\n\n';

/**
 * Writes `supergraph.graphql` and `api.graphql` if they differ. Each is replaced as a whole, since a gateway may be
 * reading it. Returns whether the supergraph has changed.
 */
export function writeGraph({ supergraphSdl, apiSdl }: ComposedGraph): boolean {
  write(new URL('../api.graphql', import.meta.url), apiSdl);
  return write(supergraphFile, supergraphSdl);
}

/** The supergraph that the gateway serves. */
export const supergraphFile = new URL('../supergraph.graphql', import.meta.url);

function write(file: URL, sdl: string): boolean {
  const text = `${header}${sdl.trim()}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false;
  const aside = new URL(`${file.href}.new`);
  writeFileSync(aside, text);
  renameSync(aside, file);
  return true;
}
