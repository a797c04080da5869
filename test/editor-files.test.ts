import { globSync, readFileSync } from 'node:fs';
import { readRegistry, repositoryFile } from '@supergraph/schema/registry.ts';
import { buildSchema, concatAST, type DocumentNode, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { renderGraphqlConfig } from '../launcher/src/generate-graphql-config.ts';

interface Project {
  readonly schema: string;
  readonly documents?: readonly string[];
}

const text = read('.graphqlrc.yml');
const { graph, ...subgraphs }: Readonly<Record<string, Project>> = parseYaml(text).projects;

test('.graphqlrc.yml is what the generator makes', () => {
  expect(text).toBe(renderGraphqlConfig(readRegistry()));
});

test('an editor finds the schema of each registered subgraph', () => {
  expect(Object.keys(subgraphs)).toEqual(readRegistry().map(({ name }) => name));
  for (const { schema } of Object.values(subgraphs)) expect(() => parse(read(schema)), schema).not.toThrow();
});

test('an editor checks every operation of the repository against the schema of the graph, and finds no fault', () => {
  const files = globSync(graph?.documents ?? [], { cwd: repositoryFile('.') });
  const all = globSync(['schema/example.graphql', 'client/**/*.graphql'], {
    cwd: repositoryFile('.'),
    exclude: ['**/node_modules/**', '**/dist/**'],
  });
  expect(files.toSorted()).toEqual(all.toSorted());
  const documents: readonly DocumentNode[] = files.map((file) => parse(read(file)));
  expect(validate(buildSchema(read(graph?.schema ?? '')), concatAST(documents))).toEqual([]);
});

test('.editorconfig has the widths and the indent of the formatter', () => {
  const { indentStyle, indentWidth, lineWidth } = JSON.parse(read('biome.json')).formatter;
  const rules = read('.editorconfig');
  for (const rule of [
    `indent_style = ${indentStyle}`,
    `indent_size = ${indentWidth}`,
    `max_line_length = ${lineWidth}`,
  ])
    expect(rules).toContain(`${rule}\n`);
});

test('editor and container recommend the same extensions, and the container has the Node of the image', () => {
  const { recommendations } = JSON.parse(read('.vscode/extensions.json'));
  const { image, customizations } = JSON.parse(read('.devcontainer/devcontainer.json'));
  expect(customizations.vscode.extensions).toEqual(recommendations);
  const [, version = 'no version'] = /^ARG NODE_IMAGE=(node:\d+-[a-z]+)/m.exec(read('Dockerfile')) ?? [];
  expect(image).toBe(version);
});

test('docs/README.md leads to every page', () => {
  const map = read('docs/README.md');
  const pages = globSync('docs/*.md', { cwd: repositoryFile('.') }).map((path) => path.replace('docs/', ''));
  expect(pages.filter((page) => page !== 'README.md' && !map.includes(`(${page})`))).toEqual([]);
});

function read(path: string): string {
  return readFileSync(repositoryFile(path), 'utf8');
}
