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
    // From the root, so that a terminal makes a link of it.
    return error.message.replaceAll(/\b[a-z][a-z0-9-]*\/schema\.graphql/g, 'subgraphs/$&');
  }
}

/**
 * Generates the resolver types of subgraphs in a process of its own: composing and generating each load their own form of
 * graphql-js.
 */
export async function generateTypes(subgraphs: readonly string[]): Promise<void> {
  if (subgraphs.length === 0) return;
  const args = [repositoryFile('launcher/src/codegen.ts'), ...subgraphs];
  // The generator looks for packages in its working folder.
  await promisify(execFile)(process.execPath, args, { cwd: repositoryFile('.') });
}
