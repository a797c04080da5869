import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { variable } from '@supergraph/service-kit/variables.ts';
import { readManifest } from '../policy/persisted/manifest.ts';

/** Documents of operations. They are read when they are planned. */
export const warmUpOperations = variable<readonly string[]>('WARM_UP_OPERATIONS', {
  about: 'Operations to plan before a supergraph is served.',
  accepts: 'manifest of persisted operations, `.graphql` file, or folder of them',
  fallback: [],
  parse: readDocuments,
});

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
