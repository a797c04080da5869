import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RegisteredSubgraph, repositoryRoot } from '@supergraph/schema/registry.ts';
import {
  ConfigError,
  type Environment,
  integer,
  optional,
  readConfig,
  text,
  url,
  type Variable,
} from '@supergraph/service-kit/config.ts';
import { variablePrefix } from '@supergraph/service-kit/subgraph/subgraph-config.ts';

/** Settings of the launcher. */
export interface LauncherConfig {
  /** Absolute path. */
  readonly dataDir: string;
  readonly host: string;
  /** Port of the gateway. */
  readonly port: number;
  readonly postgresPort: number;
  readonly subgraphs: readonly SubgraphSettings[];
}

/** A registered subgraph with its port and database. */
export interface SubgraphSettings {
  readonly name: string;
  /** Prefix of its variables. */
  readonly prefix: string;
  readonly port: number;
  /** Undefined if the embedded PostgreSQL holds its database. */
  readonly databaseUrl: string | undefined;
}

/** Variable with a data folder. A relative path starts at the root of the repository. */
export const dataDirVariable: Variable<string> = {
  ...text('DATA_DIR'),
  parse: resolveDataDir,
  fallback: { value: resolveDataDir('.data') },
};

/** Reads the settings, or throws ConfigError with every problem. */
export function readLauncherConfig(
  env: Environment,
  registry: readonly RegisteredSubgraph[],
): LauncherConfig {
  const subgraphs = registry.map(({ name, port }) => ({ name, port, prefix: variablePrefix(name) }));
  const ports: Readonly<Record<`port of ${string}`, Variable<number>>> = Object.fromEntries(
    subgraphs.map(({ name, prefix, port }) => [`port of ${name}`, fixedPort(`${prefix}_PORT`, port)]),
  );
  const urls: Readonly<Record<`database of ${string}`, Variable<string | undefined>>> = Object.fromEntries(
    subgraphs.map(({ name, prefix }) => {
      return [`database of ${name}`, optional(url(`${prefix}_DATABASE_URL`, ['postgres:', 'postgresql:']))];
    }),
  );
  const own = {
    dataDir: dataDirVariable,
    host: address('HOST', '127.0.0.1'),
    port: fixedPort('PORT', 4000),
    postgresPort: fixedPort('POSTGRES_PORT', 54329),
  };
  const values = readConfig(env, Object.assign(own, ports, urls));
  const config: LauncherConfig = {
    dataDir: values.dataDir,
    host: values.host,
    port: values.port,
    postgresPort: values.postgresPort,
    subgraphs: subgraphs.map(({ name, prefix, port }) => ({
      name,
      prefix,
      port: values[`port of ${name}`] ?? port,
      databaseUrl: values[`database of ${name}`],
    })),
  };
  checkPortsDiffer(config);
  return config;
}

/** Unlike the port of a single service, it must be known before the start, since other services need it. */
function fixedPort(name: string, fallback: number): Variable<number> {
  return integer(name, { min: 1, max: 65_535, fallback });
}

function address(name: string, fallback: string): Variable<string> {
  const parse = (value: string): string => {
    if (isIP(value) === 0 && value !== 'localhost') throw new Error('must be an IP address of this machine');
    return value;
  };
  return { name, parse, fallback: { value: fallback } };
}

function resolveDataDir(path: string): string {
  return resolve(fileURLToPath(repositoryRoot), path);
}

function checkPortsDiffer({ port, postgresPort, subgraphs }: LauncherConfig): void {
  const variables = [
    ['PORT', port],
    ['POSTGRES_PORT', postgresPort],
    ...subgraphs.map(({ prefix, port: own }) => [`${prefix}_PORT`, own] as const),
  ] as const;
  const problems = variables.flatMap(([name, value], index) => {
    const other = variables.slice(0, index).find(([, earlier]) => earlier === value);
    return other === undefined ? [] : [`${name} and ${other[0]} must differ, but both are ${value}`];
  });
  if (problems.length > 0) throw new ConfigError(problems);
}
