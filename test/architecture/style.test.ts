import { basename } from 'node:path';
import { readRegistry } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';
import { readImports, readProseFiles, readSourceFiles } from './source-files.ts';

const files = readSourceFiles().filter(({ path }) => !path.includes('/generated/'));
const code = files.filter(({ path }) => path.includes('/src/'));
const paths = (found: readonly { readonly path: string }[]) => found.map(({ path }) => path);

test('files are named in kebab-case for what they export, never utils or helpers', () => {
  const misnamed = files.filter(({ path }) => {
    const name = basename(path);
    return (
      !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.config|\.d)?\.(ts|tsx)$/.test(name) ||
      /^(utils?|helpers?|common|misc)\./.test(name)
    );
  });
  expect(paths(misnamed)).toEqual([]);
});

test('no file is longer than 300 lines', () => {
  expect(paths(files.filter(({ text }) => text.split('\n').length > 301))).toEqual([]);
});

test('relative imports name the file with its extension', () => {
  const bare = files.filter((file) =>
    readImports(file).some(
      ({ specifier }) => specifier.startsWith('.') && !/\.(ts|tsx|mjs|json|css)$/.test(specifier),
    ),
  );
  expect(paths(bare)).toEqual([]);
});

test('no module has a default export, unless a tool requires it', () => {
  const asked = /(\.config\.ts|-setup\.ts)$/;
  expect(paths(files.filter(({ path, text }) => /^export default/m.test(text) && !asked.test(path)))).toEqual(
    [],
  );
});

test('in services and their libraries only main.ts touches the process', () => {
  const services = code.filter(({ path }) => /^(service-kit|subgraphs|gateway|engine)\//.test(path));
  const touching = services.filter(
    ({ path, text }) => basename(path) !== 'main.ts' && /(?<![\w'-])process\.\w/.test(withoutComments(text)),
  );
  expect(paths(touching)).toEqual([]);
});

test('only stores and the database folder of the kit import a database library at run time', () => {
  const stray = code.filter(
    (file) =>
      /^(service-kit|subgraphs|gateway)\//.test(file.path) &&
      !/(-store\.ts|\/tables\.ts|^service-kit\/src\/database\/.*)$/.test(file.path) &&
      readImports(file).some(({ specifier, typeOnly }) => !typeOnly && /^(pg|kysely)(\/|$)/.test(specifier)),
  );
  expect(paths(stray)).toEqual([]);
});

test('code that serves any graph names no subgraph', () => {
  const names = new RegExp(
    `\\b(${readRegistry()
      .map(({ name }) => name)
      .join('|')})\\b`,
  );
  const generic = code.filter(({ path }) => /^(service-kit|gateway|engine|launcher|schema)\//.test(path));
  expect(paths(generic.filter(({ text }) => names.test(withoutComments(text))))).toEqual([]);
});

const riddles =
  /^ *(\/\*\*|\*) (What|Who|Whom|By what|Whoever|Whatever) |(?<!there )(is|are) none\b|\bwhence\b|another than|who asks\b/;
const oddPhrases =
  /\b(somebody|whoever|but for (?!the)|given up|goes on|(is|are) told|in the place of|the one before|at the (least|most)|meanwhile|asked of)\b/i;

test('doc comments begin with a verb or a noun, and prose has no riddles', () => {
  expect(findProse((line) => riddles.test(line))).toEqual([]);
});

test('comments, docs and names of tests have no odd phrases', () => {
  expect(findProse((line, path) => isProse(line, path) && oddPhrases.test(line))).toEqual([]);
});

function findProse(isOdd: (line: string, path: string) => boolean): readonly string[] {
  return readProseFiles()
    .filter(({ path }) => !/generated|^test\/architecture\/style/.test(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => (isOdd(line, path) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
    );
}

function isProse(line: string, path: string): boolean {
  return (
    path.endsWith('.md') || /^\s*(\/?\*|\/\/|#)|^\s*(test|describe)\b.*\(['"`]|^\S*\]\)\(['"`]/.test(line)
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
