import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRegistry } from '@supergraph/schema/registry.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { readDemoViewer } from '../src/services.ts';
import { freePorts, freePortsInARow } from './free-ports.ts';
import { type Launched, launch } from './launch.ts';
import { listProcesses, type Process } from './processes.ts';

/** Subgraph of the registry, and the prefix of its variables. */
export interface LaunchedSubgraph {
  readonly name: string;
  readonly prefix: string;
}

export const subgraphs: readonly LaunchedSubgraph[] = readRegistry().map(({ name }) => ({
  name,
  prefix: name.toUpperCase(),
}));

/** Launchers of one graph, with free ports and a data folder of its own. */
export interface GraphLauncher {
  readonly dataDir: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Starts the whole graph and waits until it answers. */
  readonly start: () => Promise<Launched>;
  /** Returns whether the gateway answers an operation. */
  readonly answers: () => Promise<boolean>;
  readonly isUp: (subgraph: LaunchedSubgraph) => Promise<boolean>;
  /** Removes the data folder. */
  readonly remove: () => void;
}

/** Prepares the launchers of a graph. */
export async function createGraphLauncher(): Promise<GraphLauncher> {
  const dataDir = mkdtempSync(join(tmpdir(), 'launcher-'));
  const names = ['PORT', 'POSTGRES_PORT', ...subgraphs.map(({ prefix }) => `${prefix}_PORT`)];
  const ports = await freePorts(names.length);
  const variables: Readonly<Record<string, string>> = {
    DATA_DIR: dataDir,
    METRICS_PORT: String(await freePortsInARow(1 + subgraphs.length)),
    ...Object.fromEntries(names.map((name, i) => [name, String(ports[i])])),
  };
  return {
    dataDir,
    variables,
    async start() {
      const launched = launch('start.ts', ['--observe'], variables);
      await launched.waitFor('Ctrl-C stops everything');
      return launched;
    },
    async answers() {
      const token = await createDevelopmentToken({ dataDir, viewer: readDemoViewer(), ttlSeconds: 60 });
      const response = await fetch(`http://127.0.0.1:${variables.PORT}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
      return (await response.text()).includes('"Query"');
    },
    isUp: async ({ prefix }) => (await fetch(`http://127.0.0.1:${variables[`${prefix}_PORT`]}/health`)).ok,
    remove: () => rmSync(dataDir, { recursive: true }),
  };
}

/** Returns whether all of these processes have ended. */
export function areGone(processes: readonly Process[]): boolean {
  const running = new Set(listProcesses().map(({ pid }) => pid));
  return processes.every(({ pid }) => !running.has(pid));
}
