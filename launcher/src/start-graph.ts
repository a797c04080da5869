import type { Environment } from '@supergraph/service-kit/config.ts';
import { withFileLock } from '../file-lock.mjs';
import { buildDesk, deskPath } from './build-desk.ts';
import { checkPortsFree } from './check-ports-free.ts';
import { prepareDataFolder } from './data-folder.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres/start-embedded-postgres.ts';
import type { LauncherConfig, SubgraphSettings } from './launcher-config.ts';
import { openLaunchers } from './running-launchers.ts';
import { defineServices, gatewayName, monolithName, type ServiceResources } from './services.ts';
import { startService } from './start-service.ts';

export interface GraphOptions {
  readonly config: LauncherConfig;
  readonly env: Environment;
  readonly names: readonly string[];
  /** Subgraphs among them that mocks answer for. default: none */
  readonly mocked?: readonly string[];
  readonly log: (sentence: string) => void;
  /** Interrupts the start, which then rejects and leaves nothing running. */
  readonly signal?: AbortSignal | undefined;
  readonly onRefused: (name: string) => void;
  /** Called with the reason for each service that does not start. default: services are restarted until they do */
  readonly onFailedStart?: ((name: string, reason: string) => void) | undefined;
}

/** Running services, each in its own process. */
export type Graph = Awaited<ReturnType<typeof startGraph>>;

/** Time that the services of a killed launcher may take to release their ports, in milliseconds. */
const releaseTimeoutMs = 5_000;

/** Starts the services by name, with the embedded PostgreSQL if one of them needs it. */
export async function startGraph(options: GraphOptions) {
  const { config, env, names, mocked = [], log, signal, onRefused, onFailedStart } = options;
  prepareDataFolder(config.dataDir);
  const launchers = openLaunchers(config.dataDir);
  const definitions = defineServices(env, config, mocked).filter(({ name }) => names.includes(name));
  const ports = definitions.map(({ port }) => port);
  const prepare = async () => {
    await launchers.waitForStopping(signal);
    launchers.checkNotTaken(ports);
    await checkPortsFree(ports, launchers.leases.hasDead() ? releaseTimeoutMs : 0);
    launchers.leases.sweep();
    return { ...(await prepareResources(options)), launcher: launchers.add(ports) };
  };
  const { postgres, resources, launcher } = await withFileLock(launchers.lock, prepare, undefined, signal);
  log(`starting ${names.join(', ')}`);
  const services = new Map(
    definitions.map(({ name, command, environment }) => {
      const service = startService({
        name,
        command,
        env: environment(resources),
        log,
        onRefused: () => onRefused(name),
        onFailedStart: onFailedStart && ((reason) => onFailedStart(name, reason)),
      });
      return [name, service] as const;
    }),
  );
  return {
    /** URL of each service by name, once it serves. */
    ready: new Map([...services].map(([name, { ready }]) => [name, ready])),
    /** Whether a service serves, once each of them either serves or has failed to start. */
    waitForStart: async (name: string): Promise<boolean> => {
      await Promise.all([...services.values()].map(({ isStarted }) => isStarted));
      return (await services.get(name)?.isStarted) ?? false;
    },
    replace: async (name: string) => services.get(name)?.replace(),
    prepare: (name: string) => services.get(name)?.prepare(),
    /** Stops the gateway, then the subgraphs, then the embedded PostgreSQL, each once the previous one has ended. */
    stop: async (): Promise<void> => {
      launcher.stopping();
      // Requests in flight at the gateway still need the subgraphs.
      await services.get(gatewayName)?.stop();
      await Promise.all([...services.values()].map((service) => service.stop()));
      await postgres?.stop();
      launcher.ended();
    },
    kill: (): void => {
      for (const service of services.values()) service.kill();
    },
  };
}

/** Starts and provisions the databases, and builds the pages, of the services to start. */
async function prepareResources({ config, names, mocked = [], log, signal }: GraphOptions) {
  const inOne = names.includes(monolithName);
  const subgraphs = config.subgraphs.filter(
    ({ name }) => inOne || (names.includes(name) && !mocked.includes(name)),
  );
  const preparingPages = inOne || names.includes(gatewayName) ? preparePages(config, log, signal) : '';
  const postgres = await startDatabases(config, subgraphs, log, signal);
  try {
    signal?.throwIfAborted();
    const resources: ServiceResources = {
      databases: await findDatabases(subgraphs, postgres),
      pages: await preparingPages,
    };
    signal?.throwIfAborted();
    return { postgres, resources };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

/** Returns the folders that the gateway serves: the built desk, or those of PAGES. The graph runs without the desk too. */
async function preparePages(
  { dataDir, pages }: LauncherConfig,
  log: (sentence: string) => void,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (pages !== undefined) return pages;
  try {
    const folder = await buildDesk({ dataDir, signal, onBuild: () => log('building the order desk') });
    return folder === undefined ? '' : `${deskPath}=${folder}`;
  } catch (error) {
    if (signal?.aborted !== true) log(error instanceof Error ? error.message : String(error));
    return '';
  }
}

async function startDatabases(
  config: LauncherConfig,
  subgraphs: readonly SubgraphSettings[],
  log: (sentence: string) => void,
  signal: AbortSignal | undefined,
): Promise<EmbeddedPostgres | undefined> {
  const embedded = subgraphs.filter(({ databaseUrl }) => databaseUrl === undefined);
  if (embedded.length === 0) return undefined;
  const variables = embedded.map(({ prefix }) => `${prefix}_DATABASE_URL`).join(' and ');
  const postgres = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    port: config.postgresPort,
    log,
    signal,
    alternative: `Set ${variables} to a PostgreSQL of yours (15 or later), or run "docker compose up".`,
  });
  log('PostgreSQL is ready');
  return postgres;
}

/** Returns the URL of each subgraph's own database, by its variable. */
async function findDatabases(
  subgraphs: readonly SubgraphSettings[],
  postgres: EmbeddedPostgres | undefined,
): Promise<Environment> {
  const find = async ({ name, prefix, databaseUrl }: SubgraphSettings) =>
    [`${prefix}_DATABASE_URL`, databaseUrl ?? (await postgres?.provision(name))] as const;
  return Object.fromEntries(await Promise.all(subgraphs.map(find)));
}
