import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type ComposedGraph, CompositionError, composeGraph } from '@supergraph/schema/compose-graph.ts';
import { readSubgraphs, repositoryFile } from '@supergraph/schema/registry.ts';

/** Composes the schemas of the tree, or returns a message that names each problem with its place. */
export function composeSources(): ComposedGraph | string {
  try {
    return composeGraph(readSubgraphs());
  } catch (error) {
    if (!(error instanceof CompositionError)) throw error;
    // Relative to the root, so that a terminal shows it as a link.
    return error.message.replaceAll(/\b[a-z][a-z0-9-]*\/schema\.graphql/g, 'subgraphs/$&');
  }
}

/**
 * Generates the resolver types of subgraphs in a separate process, because composing and generating load
 * different builds of graphql-js.
 */
export async function generateTypes(subgraphs: readonly string[]): Promise<void> {
  if (subgraphs.length === 0) return;
  const args = [repositoryFile('launcher/src/codegen.ts'), ...subgraphs];
  // The generator looks for packages in its working directory.
  await promisify(execFile)(process.execPath, args, { cwd: repositoryFile('.') });
}
