import { isIPv6 } from 'node:net';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import type { LauncherConfig, SubgraphSettings } from './launcher-config.ts';

/** Returns the absolute path of a file of the repository. */
export function repositoryFile(path: string): string {
  return fileURLToPath(new URL(path, repositoryRoot));
}

/** File with the demo staff user's `subject` and `scopes`. */
export const demoViewerFile = 'schema/development-viewer.json';

/** Returns the address at which a process of this machine reaches a server that listens on `host`. */
export function reachableUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

/** Returns whether only this machine reaches a server on `host`. The pages give out tokens, so other machines must not reach them. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Returns the environment of a subgraph, without the databases of other services. */
export function subgraphEnvironment(
  env: Environment,
  config: LauncherConfig,
  { prefix, port }: SubgraphSettings,
  databaseUrl: string,
): Environment {
  return {
    DEMO_DATA: 'on',
    ...commonEnvironment(env, config),
    [`${prefix}_PORT`]: String(port),
    [`${prefix}_DATABASE_URL`]: databaseUrl,
  };
}

/** File with the demo people: a list with `name`, `description`, `subject` and `scopes`. */
const developmentViewersFile = 'schema/development-viewers.json';

/** Returns the environment of the gateway: the supergraph, the pages, and the addresses of the subgraphs. */
export function gatewayEnvironment(env: Environment, config: LauncherConfig, pages: string): Environment {
  const urls = config.subgraphs.map(({ prefix, port }) => {
    return [`${prefix}_URL`, `${reachableUrl(config.host, port)}/graphql`] as const;
  });
  return {
    SUPERGRAPH: repositoryFile('schema/supergraph.graphql'),
    EXAMPLE_QUERY: repositoryFile('schema/example.graphql'),
    DEVELOPMENT_PAGES: isLoopback(config.host) ? 'on' : 'off',
    DEVELOPMENT_VIEWER: repositoryFile(demoViewerFile),
    DEVELOPMENT_VIEWERS: repositoryFile(developmentViewersFile),
    PAGES: pages,
    SAFELIST_MANIFEST: repositoryFile('client/src/generated/persisted-documents.json'),
    ...Object.fromEntries(urls),
    ...commonEnvironment(env, config),
    PORT: String(config.port),
  };
}

/** Returns the environment of the monolith: the gateway's, and the database of each subgraph. */
export function monolithEnvironment(
  env: Environment,
  config: LauncherConfig,
  databaseUrls: ReadonlyMap<string, string>,
  pages: string,
): Environment {
  const urls = config.subgraphs.map(({ name, prefix }) => {
    return [`${prefix}_DATABASE_URL`, databaseUrls.get(name)] as const;
  });
  return { DEMO_DATA: 'on', ...gatewayEnvironment(env, config, pages), ...Object.fromEntries(urls) };
}

/** Returns the launcher's own environment without the variables of single services. */
function commonEnvironment(env: Environment, config: LauncherConfig): Environment {
  const own = new Set([
    'PORT',
    'POSTGRES_PORT',
    ...config.subgraphs.flatMap(({ prefix }) => [`${prefix}_PORT`, `${prefix}_DATABASE_URL`]),
  ]);
  return {
    NODE_ENV: 'development',
    ...Object.fromEntries(Object.entries(env).filter(([name, value]) => !own.has(name) && value !== '')),
    DATA_DIR: config.dataDir,
    HOST: config.host,
  };
}
