import { readFileSync } from 'node:fs';
import type { Variable } from '@supergraph/service-kit/config.ts';
import { type DocumentNode, GraphQLError, Kind, parse } from 'graphql';

/** A file with a composed supergraph, its contents when the configuration was read, and its subgraphs. */
export interface SupergraphFile {
  readonly path: string;
  readonly sdl: string;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
}

/** Creates a variable that names a file with a composed supergraph (Federation 2). */
export function supergraphFile(name: string): Variable<SupergraphFile> {
  return {
    name,
    parse: (path) => {
      const sdl = readText(path);
      if (sdl.trim() === '') throw new Error('must name a composed supergraph (the file is empty)');
      const subgraphs = readSubgraphs(parseSdl(sdl));
      if (subgraphs.length === 0) {
        throw new Error('must name a composed supergraph (the file has no enum join__Graph)');
      }
      return { path, sdl, subgraphs };
    },
  };
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

/**
 * Returns the values of `enum join__Graph`, each with `@join__graph(name:, url:)` of the join specification, version
 * 0.1 or newer.
 */
function readSubgraphs(document: DocumentNode): SupergraphFile['subgraphs'] {
  const graphs = document.definitions.find(
    (definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) return [];
  return (graphs.values ?? []).map(({ directives = [] }) => {
    const texts = directives
      .filter((directive) => directive.name.value === 'join__graph')
      .flatMap((directive) => directive.arguments ?? [])
      .flatMap(({ name, value }) => (value.kind === Kind.STRING ? [[name.value, value.value] as const] : []));
    const { name = '', url = '' } = Object.fromEntries(texts);
    return { name, url };
  });
}
