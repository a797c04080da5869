import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import {
  type ComposedGraph,
  CompositionError,
  composeGraph,
  type SubgraphSdl,
} from '@supergraph/schema/compose-graph.ts';
import { readSubgraphs, repositoryFile, subgraphFolder } from '@supergraph/schema/registry.ts';

/**
 * Composes the schemas of the tree with those of subgraphs that run elsewhere, which replace the tree's. Returns a message
 * that names each problem with its place if they do not compose.
 */
export function composeSources(remote: readonly SubgraphSdl[]): ComposedGraph | string {
  const own = readSubgraphs().filter(({ name }) => !remote.some((other) => other.name === name));
  try {
    return composeGraph([...own, ...remote]);
  } catch (error) {
    if (!(error instanceof CompositionError)) throw error;
    // Relative to the root, so that a terminal shows it as a link.
    return error.message.replaceAll(/\b[a-z][a-z0-9-]*\/schema\.graphql/g, 'subgraphs/$&');
  }
}

/**
 * Generates the resolver types of subgraphs in a separate process, because composing and generating load
 * different builds of graphql-js. Returns the names of those that have types: a mocked one may have no code yet.
 */
export async function generateTypes(subgraphs: readonly string[]): Promise<readonly string[]> {
  const typed = subgraphs.filter((name) => existsSync(new URL('codegen.json', subgraphFolder(name))));
  if (typed.length === 0) return [];
  const args = [repositoryFile('launcher/src/codegen.ts'), ...typed];
  // The generator looks for packages in its working directory.
  await promisify(execFile)(process.execPath, args, { cwd: repositoryFile('.') });
  return typed;
}
