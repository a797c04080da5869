import type { Environment } from '@supergraph/service-kit/config.ts';
import { withFileLock } from '../file-lock.mjs';
import { buildDesk, deskPath } from './build-desk.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres/start-embedded-postgres.ts';
import type { LauncherConfig, SubgraphSettings } from './launcher-config.ts';
import { leavingNote, openLaunchers } from './open-launchers.ts';
import { checkPortsFree } from './port-free.ts';
import {
  gatewayEnvironment,
  monolithEnvironment,
  repositoryFile,
  subgraphEnvironment,
} from './service-environment.ts';
import { checkNotTaken, gatewayName, monolithName, noteOf, wantedPorts } from './service-ports.ts';
import { type Service, type ServiceOptions, startService } from './start-service.ts';

/** Services to start, and callbacks for progress. */
export interface GraphOptions {
  readonly config: LauncherConfig;
  readonly env: Environment;
  /** Names of the services to start. */
  readonly names: readonly string[];
  readonly log: (sentence: string) => void;
  /** Called when a service refuses its configuration. */
  readonly onRefused: (name: string) => void;
}

/** Running services, each in its own process. */
export interface Graph {
  /** The URL of each service by name, once it serves. */
  readonly ready: ReadonlyMap<string, Promise<string>>;
  /** Replaces a service by one with the current code (`Service.replace`). */
  readonly replace: (name: string) => Promise<void>;
  /** Prepares the next replacement of a service (`Service.prepare`). */
  readonly prepare: (name: string) => void;
  /** Stops the gateway, then the subgraphs, then the embedded PostgreSQL, each when the one before has ended. */
  readonly stop: () => Promise<void>;
  /** Kills the services. */
  readonly kill: () => void;
}

type Start = Pick<ServiceOptions, 'name' | 'main' | 'env'>;

interface Prepared {
  readonly postgres: EmbeddedPostgres | undefined;
  readonly starts: readonly Start[];
}

/** Time that the services of a killed launcher may take to release their ports. */
const leftoverPatience = 5000;

/** Starts the services by name, with the embedded PostgreSQL if one of them needs it. */
export async function startGraph(options: GraphOptions): Promise<Graph> {
  const { config, names, log, onRefused } = options;
  const { lock, leases, waitForLeaving } = openLaunchers(config.dataDir);
  const ports = wantedPorts(config, names);
  const { postgres, starts, lease } = await withFileLock(lock, async () => {
    await waitForLeaving();
    checkNotTaken(ports, leases.readLive());
    await checkPortsFree(ports, leases.hasDead() ? leftoverPatience : 0);
    leases.sweep();
    return { ...(await prepare(options)), lease: leases.take(noteOf(ports)) };
  });
  log(`starting ${names.join(', ')}`);
  const services = new Map(
    starts.map((start) => {
      return [start.name, startService({ ...start, log, onRefused: () => onRefused(start.name) })] as const;
    }),
  );
  return {
    ready: new Map([...services].map(([name, { ready }]) => [name, ready])),
    replace: async (name) => services.get(name)?.replace(),
    prepare: (name) => services.get(name)?.prepare(),
    stop: async () => {
      lease.change(leavingNote);
      await stopServices(services);
      await postgres?.stop();
      lease.giveBack();
    },
    kill: () => {
      for (const service of services.values()) service.kill();
    },
  };
}

/** Starts and provisions the databases, and returns how to start each service. */
async function prepare({ config, env, names, log }: GraphOptions): Promise<Prepared> {
  const inOne = names.includes(monolithName);
  const subgraphs = config.subgraphs.filter(({ name }) => inOne || names.includes(name));
  const hasGateway = inOne || names.includes(gatewayName);
  const preparingPages = hasGateway ? preparePages(config, log) : Promise.resolve('');
  const postgres = await startDatabases(config, subgraphs, log);
  try {
    const databaseUrls = await findDatabases(subgraphs, postgres);
    const pages = await preparingPages;
    if (inOne) return { postgres, starts: [prepareMonolith({ env, config, databaseUrls, pages })] };
    const starts = subgraphs.map((subgraph) => {
      return prepareSubgraph(env, config, subgraph, databaseUrls.get(subgraph.name) ?? '');
    });
    const gateway = hasGateway ? [prepareGateway(env, config, pages)] : [];
    return { postgres, starts: [...starts, ...gateway] };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

/** Returns the folders that the gateway serves: the built desk, or those of PAGES. The graph runs without the desk too. */
async function preparePages({ pages }: LauncherConfig, log: (sentence: string) => void): Promise<string> {
  if (pages !== undefined) return pages;
  try {
    const folder = await buildDesk(() => log('building the order desk'));
    return folder === undefined ? '' : `${deskPath}=${folder}`;
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    return '';
  }
}

async function startDatabases(
  config: LauncherConfig,
  subgraphs: readonly SubgraphSettings[],
  log: (sentence: string) => void,
): Promise<EmbeddedPostgres | undefined> {
  const embedded = subgraphs.filter(({ databaseUrl }) => databaseUrl === undefined);
  if (embedded.length === 0) return undefined;
  const variables = embedded.map(({ prefix }) => `${prefix}_DATABASE_URL`).join(' and ');
  const postgres = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    port: config.postgresPort,
    log,
    alternative: `Set ${variables} to a PostgreSQL of yours (15 or later), or run "docker compose up".`,
  });
  log('PostgreSQL is ready');
  return postgres;
}

/** Returns the URL of each subgraph's own database by name. */
async function findDatabases(
  subgraphs: readonly SubgraphSettings[],
  postgres: EmbeddedPostgres | undefined,
): Promise<ReadonlyMap<string, string>> {
  const find = async ({ name, databaseUrl }: SubgraphSettings) => {
    const url = databaseUrl ?? (await postgres?.provision(name));
    if (url === undefined) throw new Error(`There is no database for ${name}.`);
    return [name, url] as const;
  };
  return new Map(await Promise.all(subgraphs.map(find)));
}

function prepareSubgraph(
  env: Environment,
  config: LauncherConfig,
  subgraph: SubgraphSettings,
  databaseUrl: string,
): Start {
  return {
    name: subgraph.name,
    main: repositoryFile(`subgraphs/${subgraph.name}/src/main.ts`),
    env: subgraphEnvironment(env, config, subgraph, databaseUrl),
  };
}

function prepareGateway(env: Environment, config: LauncherConfig, pages: string): Start {
  return {
    name: gatewayName,
    main: repositoryFile('gateway/src/main.ts'),
    env: gatewayEnvironment(env, config, pages),
  };
}

function prepareMonolith({
  env,
  config,
  databaseUrls,
  pages,
}: Pick<GraphOptions, 'env' | 'config'> & {
  readonly databaseUrls: ReadonlyMap<string, string>;
  readonly pages: string;
}): Start {
  return {
    name: monolithName,
    main: repositoryFile('launcher/src/monolith/main.ts'),
    env: monolithEnvironment(env, config, databaseUrls, pages),
  };
}

/** Requests in flight at the gateway still need the subgraphs. */
async function stopServices(services: ReadonlyMap<string, Service>): Promise<void> {
  await services.get(gatewayName)?.stop();
  await Promise.all([...services.values()].map((service) => service.stop()));
}
