import { once } from 'node:events';
import { postOperation } from '../../graph/answer.ts';
import { createDatabase } from '../../graph/create-database.ts';
import { startIdentityProvider } from '../../graph/identity-provider.ts';
import { staff } from '../../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../../graph/production-keys.ts';
import { runSql } from '../../graph/run-sql.ts';
import { type ServiceProcess, stopService } from '../../graph/service-process.ts';
import { startStubServer } from '../../graph/stub-server.ts';
import type { TestGraph } from '../../graph/test-graph.ts';
import { type AttackedSystem, type MemoryUse, type ServiceName, serviceNames } from './attacked-system.ts';
import { createFailureWatch } from './failure-watch.ts';
import { createLeakScan } from './leak-scan.ts';
import { spawnServices } from './spawn-services.ts';
import { createVictim } from './victim.ts';

/** Starts the system on a PostgreSQL server, given its superuser's URL. It must be stopped. */
export async function startAttackedSystem(adminUrl: string): Promise<AttackedSystem> {
  const keys = await createProductionKeys();
  const databaseUrls = {
    users: await createDatabase(adminUrl, 'users'),
    orders: await createDatabase(adminUrl, 'orders'),
  };
  const [provider, falseOrders] = await Promise.all([startIdentityProvider(), startStubServer()]);
  provider.publish(...keys.client.publicKeys.keys);
  const { services, folder } = await spawnServices({ keys, databaseUrls, provider, falseOrders });
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(services).map(stopService));
    await Promise.all([provider.die(), falseOrders.stop()]);
    keys.remove();
    folder.remove();
  };
  const started = { keys, manifest: folder.manifest, provider, falseOrders, stop };
  return describeSystem({ started, services, databaseUrls }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
}

async function describeSystem({
  started,
  services,
  databaseUrls,
}: {
  readonly started: Pick<AttackedSystem, 'keys' | 'manifest' | 'provider' | 'falseOrders' | 'stop'>;
  readonly services: Services;
  readonly databaseUrls: DatabaseUrls;
}): Promise<AttackedSystem> {
  const { keys, falseOrders } = started;
  const origins = await readyOrigins(services);
  const tokenFor = createTokens(keys);
  const urls = [origins.users, origins.orders, falseOrders.url];
  return {
    ...started,
    origins,
    victim: await createVictim({ ask: createAsk(`${origins.gateway}/graphql`, tokenFor) }),
    tokenFor,
    findLeaks: createLeakScan(secretsOf(keys, databaseUrls, urls)),
    takeFailures: createFailureWatch(services),
    memoryOf: (service) => askForMemory(services[service]),
    sql: (subgraph, text) => runSql(databaseUrls[subgraph], text),
  };
}

type DatabaseUrls = Readonly<Record<'users' | 'orders', string>>;

function createAsk(url: string, tokenFor: AttackedSystem['tokenFor']): TestGraph['ask'] {
  return async (query, { as = staff, variables } = {}) => {
    const token = as === 'anonymous' ? undefined : await tokenFor('gateway', as);
    return postOperation(url, token, { query, variables });
  };
}

type Services = Readonly<Record<ServiceName, ServiceProcess>>;

async function readyOrigins(services: Services): Promise<AttackedSystem['origins']> {
  const urls = await Promise.all(
    serviceNames.map(async (name) => [name, await services[name].ready] as const),
  );
  // Every name has an entry.
  return Object.fromEntries(urls) as Record<ServiceName, string>;
}

function createTokens(keys: ProductionKeys): AttackedSystem['tokenFor'] {
  return (service, person) =>
    service === 'users' || service === 'orders'
      ? keys.internalTokenOf(person, service)
      : keys.tokenOf(person);
}

/**
 * Returns the secrets to search for. Ports are searched as parts of addresses, since a number alone may be
 * anything.
 */
function secretsOf(
  keys: ProductionKeys,
  databaseUrls: DatabaseUrls,
  urls: readonly string[],
): readonly string[] {
  const databases = Object.values(databaseUrls).map((url) => new URL(url));
  return [
    ...[...urls.map((url) => new URL(url)), ...databases].map(({ port }) => `:${port}`),
    ...databases.flatMap(({ username, password }) => [username, password]),
    ...[keys.client, keys.internal].map(({ privateKey }) => privateKey.d ?? ''),
  ];
}

async function askForMemory({ process }: ServiceProcess): Promise<MemoryUse> {
  const answered = once(process, 'message');
  process.send('memory');
  const [{ rss, heapUsed }] = await answered;
  return { rss, heapUsed };
}
