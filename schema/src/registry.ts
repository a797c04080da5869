import { readFileSync } from 'node:fs';

/** A subgraph of the graph. All else follows from its name: its code is in `subgraphs/<name>`. */
export interface RegisteredSubgraph {
  /** Lower case, digits and hyphens. */
  readonly name: string;
  /** The TCP port on which it serves unless it is told another. */
  readonly port: number;
}

/** The folder that holds the whole tree. */
export const repositoryRoot = new URL('../../', import.meta.url);

/** Reads `schema/subgraphs.json`; throws where an entry is malformed or a name or port stands twice. */
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

/** The folder of a subgraph. */
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

/** The gateway, the whole in one process, and the embedded database, whose port is in POSTGRES_PORT. */
const taken: ReadonlySet<string> = new Set(['gateway', 'monolith', 'postgres']);
