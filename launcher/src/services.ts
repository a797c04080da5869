import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { type Environment, isProduction } from '@supergraph/service-kit/config.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import type { ServicePort } from './check-ports-free.ts';
import type { LauncherConfig } from './launcher-config.ts';

export interface ServiceDefinition {
  readonly name: string;
  /** File that Node runs, and its arguments. */
  readonly command: readonly string[];
  readonly port: ServicePort;
  /** Returns its environment: the launcher's, without the variables of other services. */
  readonly environment: (resources: ServiceResources) => Environment;
}

/** Resources that are ready before the services start. */
export interface ServiceResources {
  /** The variable `<NAME>_DATABASE_URL` of each started subgraph. */
  readonly databases: Environment;
  /** Folders that the gateway serves, as in the variable PAGES. */
  readonly pages: string;
}

/** Names of the services that are not registered: the gateway and the monolith. */
export const gatewayName = 'gateway';
export const monolithName = 'monolith';

const demoData: Environment = { DEMO_DATA: 'on' };

/**
 * Returns all services that can be started. The monolith runs all others in one process. Mocked subgraphs have no database,
 * and no events for the others.
 */
export function defineServices(
  env: Environment,
  config: LauncherConfig,
  mocked: readonly string[] = [],
): readonly ServiceDefinition[] {
  const { host } = config;
  const port = { variable: 'PORT', port: config.port, host };
  return [
    ...config.subgraphs.map(({ name, prefix, port: own, metricsPort }): ServiceDefinition => {
      const [portVariable, database] = [`${prefix}_PORT`, `${prefix}_DATABASE_URL`];
      const settings = {
        ...demoData,
        ...feedUrls(config, mocked),
        ...pageEnvironment(config),
        ...commonEnvironment(env, config),
        ...metricsEnvironment(metricsPort),
        [portVariable]: String(own),
      };
      return {
        name,
        command: mocked.includes(name)
          ? [repositoryFile('launcher/src/mock/main.ts'), name]
          : [repositoryFile(`subgraphs/${name}/src/main.ts`)],
        port: { variable: portVariable, port: own, host },
        environment: ({ databases }) => ({ ...settings, [database]: databases[database] }),
      };
    }),
    {
      name: gatewayName,
      command: [repositoryFile('gateway/src/main.ts')],
      port,
      environment: ({ pages }) => ({ ...statusSources(config), ...gatewayEnvironment(env, config, pages) }),
    },
    {
      name: monolithName,
      command: [repositoryFile('launcher/src/monolith/main.ts')],
      port,
      environment: ({ databases, pages }) => ({
        ...demoData,
        ...gatewayEnvironment(env, config, pages),
        ...databases,
      }),
    },
  ];
}

/** Returns the address at which a process of this machine reaches a server that listens on `host`. */
export function reachableUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

/**
 * Returns whether only this machine can reach a server on `host`. Pages give out tokens, so other machines
 * must not.
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Reads the identity of the demo staff user. */
export function readDemoViewer(): Viewer {
  const { subject, scopes } = JSON.parse(readFileSync(demoViewerFile, 'utf8'));
  return { subject, scopes: new Set(scopes) };
}

/** File with the `subject` and `scopes` of the demo staff user. */
const demoViewerFile = repositoryFile('schema/development-viewer.json');

/** Returns the environment of the gateway: the supergraph, the pages, and the addresses of the subgraphs. */
function gatewayEnvironment(env: Environment, config: LauncherConfig, pages: string): Environment {
  const urls = config.subgraphs.flatMap(({ prefix, port }) => {
    const isInFile = Object.hasOwn(env, `${prefix}_URL_FILE`);
    return isInFile ? [] : [[`${prefix}_URL`, `${reachableUrl(config.host, port)}/graphql`] as const];
  });
  return {
    SUPERGRAPH: repositoryFile('schema/supergraph.graphql'),
    EXAMPLE_QUERY: repositoryFile('schema/example.graphql'),
    ...pageEnvironment(config),
    PAGES: pages,
    SAFELIST_MANIFEST: repositoryFile('client/src/generated/persisted-documents.json'),
    ...Object.fromEntries(urls),
    ...feedUrls(config),
    ...commonEnvironment(env, config),
    ...metricsEnvironment(config.metricsPort),
    PORT: String(config.port),
  };
}

/** Returns the settings of pages for development. They give tokens, so no other machine may reach them. */
function pageEnvironment({ host }: LauncherConfig): Environment {
  return {
    DEVELOPMENT_PAGES: isLoopback(host) ? 'on' : 'off',
    DEVELOPMENT_VIEWER: demoViewerFile,
    DEVELOPMENT_VIEWERS: repositoryFile('schema/development-viewers.json'),
  };
}

function metricsEnvironment(port: number | undefined): Environment {
  return port === undefined ? {} : { METRICS_PORT: String(port) };
}

/** Returns the metrics of the subgraphs as sources of the gateway's status page. */
function statusSources({ host, subgraphs }: LauncherConfig): Environment {
  const sources = subgraphs.flatMap(({ name, metricsPort }) =>
    metricsPort === undefined ? [] : [`${name}=${reachableUrl(host, metricsPort)}/metrics`],
  );
  return sources.length === 0 ? {} : { STATUS_SOURCES: sources.join() };
}

/** Returns the addresses at which subgraphs read the events of each other. */
function feedUrls({ host, subgraphs }: LauncherConfig, mocked: readonly string[] = []): Environment {
  const emitting = subgraphs.filter(({ name }) => !mocked.includes(name));
  const urls = emitting.map(({ prefix, port }) => {
    return [`${prefix}_EVENTS_URL`, `${reachableUrl(host, port)}/events`] as const;
  });
  return Object.fromEntries(urls);
}

/** Returns the launcher's own environment without the variables of single services. */
function commonEnvironment(env: Environment, config: LauncherConfig): Environment {
  const own = new Set([
    'PORT',
    'POSTGRES_PORT',
    'METRICS_PORT',
    ...config.subgraphs.flatMap(({ prefix }) => [
      `${prefix}_PORT`,
      `${prefix}_DATABASE_URL`,
      `${prefix}_DATABASE_URL_FILE`,
    ]),
  ]);
  return {
    NODE_ENV: 'development',
    ...(isLoopback(config.host) && !isProduction(env) && { SHOW_ERROR_CAUSES: 'on' }),
    ...Object.fromEntries(Object.entries(env).filter(([name, value]) => !own.has(name) && value !== '')),
    DATA_DIR: config.dataDir,
    HOST: config.host,
  };
}
