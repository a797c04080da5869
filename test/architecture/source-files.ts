import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';

/** A TypeScript file of the tree: its path from the root, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** An import of a file: the specifier, and the file or workspace package that it refers to. */
export interface Import {
  /** Specifier as written, such as `./user.ts` or `kysely`. */
  readonly specifier: string;
  /** Whether only types are imported, so that nothing is imported at run time. */
  readonly typeOnly: boolean;
  /** Path from the root of a file of this tree, or undefined for npm packages. */
  readonly file: string | undefined;
}

/** Reads the TypeScript files that git tracks or would add. */
export function readSourceFiles(): readonly SourceFile[] {
  return readFiles('*.ts', '*.tsx');
}

/** Reads all files with prose that git tracks or would add: sources, schemas, templates and docs. */
export function readProseFiles(): readonly SourceFile[] {
  return readFiles(
    '*.ts',
    '*.tsx',
    '*.mjs',
    '*.mts',
    '*.js',
    '*.graphql',
    '*.template',
    '*.md',
    '*.sh',
    '*.yml',
  );
}

function readFiles(...patterns: readonly string[]): readonly SourceFile[] {
  const root = fileURLToPath(repositoryRoot);
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', ...patterns];
  const paths = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  return paths.flatMap((path) => {
    try {
      return [{ path, text: readFileSync(new URL(path, repositoryRoot), 'utf8') }];
    } catch {
      return []; // Deleted, but the deletion is not committed yet.
    }
  });
}

/** Returns the imports and re-exports of a file, static and dynamic. */
export function readImports({ path, text }: SourceFile): readonly Import[] {
  const statements = text.matchAll(/^(?:import|export)\s(type\s)?(?:[^'";]*?\sfrom\s)?'([^']+)'/gm);
  const dynamic = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [
    ...[...statements].map(([, type, specifier = '']) => ({ specifier, typeOnly: type !== undefined })),
    ...[...dynamic].map(([, specifier = '']) => ({ specifier, typeOnly: false })),
  ].map((found) => ({ ...found, file: resolve(path, found.specifier) }));
}

const packages: Readonly<Record<string, string>> = {
  'service-kit': 'service-kit',
  engine: 'engine',
  gateway: 'gateway',
  schema: 'schema',
  launcher: 'launcher',
  client: 'client',
};

function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const [, name = '', rest = 'index.ts'] = specifier.match(/^@supergraph\/([\w-]+)(?:\/(.+))?$/) ?? [];
  return name === '' ? undefined : `${packages[name] ?? `subgraphs/${name}`}/src/${rest}`;
}
