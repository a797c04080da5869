import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { Variable } from '@supergraph/service-kit/config.ts';
import { variable } from '@supergraph/service-kit/variables.ts';
import { readManifest } from '../policy/persisted/manifest.ts';

/**
 * Creates a variable that names documents of operations: a manifest of persisted operations, a GraphQL file, or a
 * folder of such files. The documents are read when they are planned.
 */
export function warmUpOperations(name: string): Variable<readonly string[]> {
  return variable(name, {
    about: 'Operations to plan before a supergraph is served.',
    accepts: 'manifest of persisted operations, `.graphql` file, or folder of them',
    fallback: [],
    parse: readDocuments,
  });
}

function readDocuments(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return readDocument(path);
    return (
      readdirSync(path, { recursive: true, encoding: 'utf8' })
        // A ConfigMap also keeps its files in a hidden folder, and links to them.
        .filter((file) => isGraphQL(file) && !file.split(sep).some((name) => name.startsWith('.')))
        .sort()
        .flatMap((file) => readDocument(join(path, file)))
    );
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Error(`must name a readable file or folder (${String(error.code)})`);
  }
}

function readDocument(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  return isGraphQL(path) ? [text] : [...readManifest(text).values()];
}

function isGraphQL(path: string): boolean {
  return extname(path) === '.graphql' || extname(path) === '.gql';
}
