import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SubgraphSdl } from './compose-graph.ts';

/** A registered subgraph. Everything else follows from its name: its code is in `subgraphs/<name>`. */
export interface RegisteredSubgraph {
  /** Lower case, digits and hyphens. */
  readonly name: string;
  readonly port: number;
}

export const repositoryRoot = new URL('../../', import.meta.url);

/** Returns the absolute path of a file of the repository. */
export function repositoryFile(path: string): string {
  return fileURLToPath(new URL(path, repositoryRoot));
}

/** Reads `schema/subgraphs.json`. Throws if an entry is malformed, or a name or port is used twice. */
export function readRegistry(): readonly RegisteredSubgraph[] {
  const entries: unknown = JSON.parse(readFileSync(new URL('../subgraphs.json', import.meta.url), 'utf8'));
  if (!Array.isArray(entries)) throw new Error('subgraphs.json must be a list');
  const subgraphs = entries.map(readEntry);
  for (const key of ['name', 'port'] as const) {
    const values = subgraphs.map((subgraph) => subgraph[key]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined)
      throw new Error(`subgraphs.json: each ${key} must stand once, but ${twice} stands twice`);
  }
  return subgraphs;
}

/** Reads the schema of each registered subgraph from the working tree. */
export function readSubgraphs(): readonly SubgraphSdl[] {
  return readRegistry().map(({ name, port }) => ({
    name,
    url: `http://localhost:${port}/graphql`,
    sdl: readFileSync(new URL('schema.graphql', subgraphFolder(name)), 'utf8'),
  }));
}

/** Returns the folder of a subgraph. */
export function subgraphFolder(name: string): URL {
  return new URL(`subgraphs/${name}/`, repositoryRoot);
}

function readEntry(entry: unknown): RegisteredSubgraph {
  const name: unknown = Reflect.get(Object(entry), 'name');
  const port: unknown = Reflect.get(Object(entry), 'port');
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,40}$/.test(name)) {
    throw new Error(
      `subgraphs.json: a name must be lower case letters, digits and hyphens, but is ${JSON.stringify(name)}`,
    );
  }
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(
      `subgraphs.json: the port of ${name} must be a whole number from 1 to 65535, but is ${JSON.stringify(port)}`,
    );
  }
  if (taken.has(name))
    throw new Error(`subgraphs.json: a subgraph must not be named ${name}, as something else is`);
  return { name, port };
}

/** Reserved names: the gateway, the monolith, and the embedded database (POSTGRES_PORT). */
const taken: ReadonlySet<string> = new Set(['gateway', 'monolith', 'postgres']);
