import { readFileSync } from 'node:fs';
import { type SubgraphDefinition, subgraphsOf } from '@supergraph/engine';
import { type DocumentNode, GraphQLError, parse } from 'graphql';

/** A file with a composed supergraph, its contents when the configuration was read, and its subgraphs. */
export interface SupergraphFile {
  readonly path: string;
  readonly sdl: string;
  readonly subgraphs: readonly SubgraphDefinition[];
}

/** Reads a file with a composed supergraph (Federation 2). Throws an Error whose message is the rule that it breaks. */
export function readSupergraphFile(path: string): SupergraphFile {
  const sdl = readText(path);
  if (sdl.trim() === '') throw new Error('must name a composed supergraph (the file is empty)');
  const subgraphs = subgraphsOf(parseSdl(sdl));
  if (subgraphs.length === 0)
    throw new Error('must name a composed supergraph (the file has no enum join__Graph)');
  return { path, sdl, subgraphs };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Error(`must name a readable file (${code})`);
  }
}

function parseSdl(sdl: string): DocumentNode {
  try {
    return parse(sdl, { noLocation: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [place] = error instanceof GraphQLError ? (error.locations ?? []) : [];
    const where = place === undefined ? '' : ` Line ${place.line}, column ${place.column}.`;
    throw new Error(`must name a composed supergraph (the file does not parse: ${message}${where})`);
  }
}
