import { existsSync, readFileSync } from 'node:fs';
import { readRegistry, repositoryFile, repositoryRoot } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';
import {
  findComposeProblems,
  findEventProblems,
  findMigrationProblems,
  findOverlayProblems,
} from './compose/compose-problems.ts';

const read = (path: string): string => readFileSync(new URL(path, repositoryRoot), 'utf8');
const development = read('docker-compose.yml');
const production = read('docker-compose.production.yml');
const registry = readRegistry();
const [first] = registry;
if (first === undefined) throw new Error('These tests need a registry of one subgraph or more.');

test('docker-compose.yml runs each subgraph of the registry, on its port and with its own database', () => {
  expect(findComposeProblems(development, registry)).toEqual([]);
});

test('docker-compose.production.yml hardens every service of docker-compose.yml', () => {
  expect(findOverlayProblems(development, production)).toEqual([]);
});

test('in production the gateway and all subgraphs have one secret for events', () => {
  expect(findEventProblems(production, registry)).toEqual([]);
});

test('in production another role than that of the service owns and migrates each database', () => {
  expect(findMigrationProblems(production, registry)).toEqual([]);
  const shared = production.replaceAll(`${first.name}_service:`, `${first.name}:`);
  expect(findMigrationProblems(shared, registry)).toEqual([
    `The service "${first.name}" has the role "${first.name}", which migrates its database.`,
  ]);
});

test('a subgraph without services is named, with each service that it needs', () => {
  const problems = findComposeProblems(development, [...registry, { name: 'order-desk', port: 4999 }]);
  expect(problems).toEqual([
    'Expected ORDER_DESK_URL of the gateway to be "http://order-desk:4999/graphql", but it is undefined.',
    'Expected ORDER_DESK_EVENTS_URL of the gateway to be "http://order-desk:4999/events", but it is undefined.',
    'The subgraph "order-desk" is in the registry, but there is no service "order-desk".',
    'The subgraph "order-desk" is in the registry, but there is no service "order-desk-db".',
  ]);
});

test('a subgraph that moved to another port is named, with every place that has the old port', () => {
  const moved = registry.map((subgraph) => (subgraph === first ? { ...subgraph, port: 4999 } : subgraph));
  const problems = findComposeProblems(development, moved);
  expect(problems).toHaveLength(4);
  for (const problem of problems) expect(problem).toMatch(/4999.*, but it is .*\d{4}/);
});

test('services of a removed subgraph are named', () => {
  const problems = findComposeProblems(development, registry.slice(1));
  expect(problems).toEqual([
    `The service "${first.name}" belongs to no subgraph of schema/subgraphs.json.`,
    `The service "${first.name}-db" belongs to no subgraph of schema/subgraphs.json.`,
  ]);
});

test('a service that the overlay forgets is named', () => {
  const more = development.replace('services:\n', 'services:\n  cache: { image: cache }\n');
  expect(findOverlayProblems(more, production)).toEqual(['The overlay has no service "cache".']);
});

test('the image gets every workspace', () => {
  const { workspaces }: { readonly workspaces: readonly string[] } = JSON.parse(read('package.json'));
  const included = read('.dockerignore').split('\n');
  const forgotten = workspaces.filter((folder) => !included.includes(`!${folder.replace('/*', '')}`));
  expect(forgotten).toEqual([]);
});

test('every file that a service mounts exists, and every image has a version', () => {
  const mounted = [...development.matchAll(/- \.\/(\S+?):\//g)].map(([, path = '']) => path);
  expect(mounted.length).toBeGreaterThan(8);
  expect(mounted.filter((path) => !existsSync(repositoryFile(path)))).toEqual([]);
  for (const [, image = ''] of development.matchAll(/image: (\S+)/g))
    expect(image).toMatch(/:v?\d+(\.\d+)*(-\w+)?$/);
});

test('both files use only syntax that both Compose versions support', () => {
  for (const text of [development, production])
    expect(text).not.toMatch(
      /^(name|version|include):|^\s+(develop|start_interval|pull_policy):|!(reset|override)/m,
    );
});
