import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { readWorkerCount } from '@supergraph/gateway/workers/worker-count.ts';
import { type RegisteredSubgraph, repositoryFile } from '@supergraph/schema/registry.ts';
import {
  ConfigError,
  derive,
  type Environment,
  group,
  list,
  type Value,
  type Variable,
} from '@supergraph/service-kit/config.ts';
import { dataDir, gatewayPort, host } from '@supergraph/service-kit/service-settings.ts';
import { databaseUrl } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import { integer, optional, text, withDefault } from '@supergraph/service-kit/variables.ts';

/** Settings of the launcher. Its data folder is an absolute path. */
export type LauncherConfig = Value<ReturnType<typeof launcherSettings>>;

/** A registered subgraph with its port, its database, and the prefix of its variables. */
export type SubgraphSettings = LauncherConfig['subgraphs'][number];

/** Data folder of the launcher. A relative path starts at the root of the repository. */
export const launcherDataDir = derive(
  {
    ...dataDir,
    about: 'Folder of the development keys and the embedded database, from the root of the repository.',
  },
  (path) => resolve(repositoryFile('.'), path),
);

/** Reads the settings, or throws ConfigError with every problem. */
export function readLauncherConfig(
  env: Environment,
  registry: readonly RegisteredSubgraph[],
): LauncherConfig {
  return launcherSettings(registry, readWorkerCount(env)).read(env);
}

/** Declares the settings of the launcher of a gateway with this number of workers. */
export function launcherSettings(registry: readonly RegisteredSubgraph[], workers = 1) {
  const settings = group({
    dataDir: launcherDataDir,
    host: address(host),
    port: fixedPort(gatewayPort.name, gatewayPort.about, 4_000),
    postgresPort: fixedPort('POSTGRES_PORT', 'Port of the embedded PostgreSQL, on loopback.', 54_329),
    metricsPort: optional(
      fixedPort(
        'METRICS_PORT',
        'Port of the metrics of the gateway. Each further one of its `WORKERS`, and then each subgraph, has the next one.',
        undefined,
      ),
      'no metrics',
    ),
    pages: optional(
      text('PAGES', undefined, 'list, as at the gateway', 'Folders of built pages that the gateway serves.'),
      'the order desk',
    ),
    subgraphs: list(registry.map(subgraphSettings)),
  });
  return derive(settings, ({ metricsPort, ...config }) => {
    const metricsPorts =
      metricsPort === undefined
        ? []
        : Array.from({ length: workers + config.subgraphs.length }, (_, index) => metricsPort + index);
    const subgraphs = config.subgraphs.map((subgraph, index) => {
      return { ...subgraph, metricsPort: metricsPorts[workers + index] };
    });
    checkPortsDiffer([
      ['PORT', config.port],
      ['POSTGRES_PORT', config.postgresPort],
      ...subgraphs.map(({ prefix, port }) => [`${prefix}_PORT`, port] as const),
      ...metricsPorts.map((port, index) => [`METRICS_PORT + ${index}`, port] as const),
    ]);
    return { ...config, metricsPort, subgraphs };
  });
}

function subgraphSettings({ name, port }: RegisteredSubgraph) {
  const prefix = variablePrefix(name);
  const settings = group({
    port: withDefault(
      fixedPort(`${prefix}_PORT`, 'Port of the subgraph.', port),
      port,
      'port of `schema/subgraphs.json`',
    ),
    /** Undefined if the database is in the embedded PostgreSQL. */
    databaseUrl: optional(databaseUrl(prefix), 'the embedded PostgreSQL'),
  });
  return derive(settings, (values) => ({ name, prefix, ...values }));
}

/**
 * Creates a variable for a port. Unlike the port of a single service, it must be known before the start,
 * since other services need it.
 */
function fixedPort(name: string, about: string, fallback: number | undefined): Variable<number> {
  return integer(name, fallback, [1, 65_535], about);
}

function address(variable: Variable<string>): Variable<string> {
  const parse = (value: string): string => {
    if (isIP(value) === 0 && value !== 'localhost') throw new Error('must be an IP address of this machine');
    return value;
  };
  return { ...variable, accepts: 'IP address of this machine', parse };
}

function checkPortsDiffer(variables: readonly (readonly [name: string, port: number])[]): void {
  const problems = variables.flatMap(([name, value], index) => {
    const other = variables.slice(0, index).find(([, earlier]) => earlier === value);
    return other === undefined ? [] : [`${name} and ${other[0]} must differ, but both are ${value}`];
  });
  if (problems.length > 0) throw new ConfigError(problems);
}
