import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startGateway } from '@supergraph/gateway/gateway.ts';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { definition as ordersDefinition } from '@supergraph/orders/orders-service.ts';
import { repositoryRoot, subgraphFolder } from '@supergraph/schema/registry.ts';
import { prepareDatabase } from '@supergraph/service-kit/database/prepare-database.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import { startSubgraph } from '@supergraph/service-kit/subgraph/serve-subgraph.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { definition as usersDefinition } from '@supergraph/users/users-service.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Answer, postOperation } from '../graph/answer.ts';
import { orderId, staff, userId } from '../graph/people.ts';
import { type ServiceProcess, spawnService, stopService } from '../graph/service-process.ts';
import { createTestDatabase } from '../graph/test-database.ts';
import { testEnvironment } from '../graph/test-environment.ts';
import { checkOutRelease, findPreviousRelease, type ReleaseTree } from '../tree/previous-release.ts';

const names = ['users', 'orders'] as const;
const releases = { users: findPreviousRelease('users'), orders: findPreviousRelease('orders') };
const unknown = names.flatMap((name) => (releases[name].kind === 'unknown' ? [releases[name].reason] : []));
const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-apart-'));
const common = {
  ...testEnvironment,
  DATA_DIR: dataDir,
  DEMO_DATA: 'on',
  PORT: '0',
};
const trees = new Map<string, ReleaseTree>();
const processes: ServiceProcess[] = [];
const services: RunningService[] = [];
/** URL of the gateway of each combination. */
const origins = { 'users before': '', 'users after': '' };
type Mixture = keyof typeof origins;
const mixtures: readonly (readonly [Mixture, string])[] = [
  ['users before', `the users of ${describeRelease('users')} with today's orders and gateway`],
  ['users after', `today's users with the orders and the gateway of ${describeRelease('orders')}`],
];
let token: string;

/** Starts all combinations, each on one database, as in a rolling deployment. */
beforeAll(async () => {
  if (unknown.length > 0) {
    console.warn(`SKIPPED, no release before today's: ${[...new Set(unknown)].join('; ')}`);
    return;
  }
  const before = { users: checkOut('users'), orders: checkOut('orders') };
  const databases = {
    USERS_DATABASE_URL: await createDatabase('users', before.users),
    ORDERS_DATABASE_URL: await createDatabase('orders', before.orders),
  };
  const env = { ...common, ...databases, USERS_PORT: '0', ORDERS_PORT: '0' };
  const [usersAfter, ordersAfter] = [
    await startSubgraph(usersDefinition, readSubgraphConfig('users', env)),
    await startSubgraph(ordersDefinition, readSubgraphConfig('orders', env)),
  ];
  services.push(usersAfter, ordersAfter);
  const [usersBefore, ordersBefore] = await Promise.all([
    spawn(before.users, 'subgraphs/users/src/main.ts', env),
    spawn(before.orders, 'subgraphs/orders/src/main.ts', env),
  ]);
  const gatewayAfter = await startGateway(
    readGatewayConfig({
      ...common,
      SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
      USERS_URL: `${usersBefore}/graphql`,
      ORDERS_URL: `${ordersAfter.url}/graphql`,
    }),
  );
  services.unshift(gatewayAfter);
  origins['users before'] = gatewayAfter.url;
  origins['users after'] = await spawn(before.orders, 'gateway/src/main.ts', {
    ...common,
    SUPERGRAPH: before.orders.path('schema/supergraph.graphql'),
    USERS_URL: `${usersAfter.url}/graphql`,
    ORDERS_URL: `${ordersBefore}/graphql`,
  });
  const viewer = { subject: staff.subject, scopes: new Set(staff.scopes) };
  token = await createDevelopmentToken({ dataDir, viewer, ttlSeconds: 600 });
}, 60_000);

afterAll(async () => {
  await Promise.all(processes.map(stopService));
  for (const service of services) await service.stop();
  for (const tree of trees.values()) tree.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

beforeEach(({ skip }) => skip(unknown.length > 0, unknown.join('; ')));

// These queries run on both releases, so they contain no field that only today's release has.
test.each(mixtures)('%s: fields that cross services are answered (%s)', async (mixture) => {
  const { data, errors } = await ask(
    mixture,
    `{ order(id: "${orderId(7)}") { status total { amount } customer { name tier } }
       user(id: "${userId(2)}") { email tier orders(first: 3) { nodes { id customer { name } } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.order.customer).toEqual({ name: expect.any(String), tier: expect.any(String) });
  expect(data.user.orders.nodes.length).toBeGreaterThan(0);
});

test.each(mixtures)('%s: other releases can read what it writes (%s)', async (mixture) => {
  const email = `${randomUUID()}@example.com`;
  const registered = await ask(
    mixture,
    'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { ... on UserRegistered { user { id } } } }',
    { input: { email, name: 'Rolled Out' } },
  );
  const line = { sku: await readSku(mixture), quantity: 1 };
  const placed = await ask(
    mixture,
    'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on OrderPlaced { order { id } } } }',
    { input: { idempotencyKey: randomUUID(), lines: [line] } },
  );
  const { id } = placed.data.placeOrder.order;
  const paid = await ask(
    mixture,
    'mutation ($id: ID!) { payOrder(id: $id) { ... on OrderChanged { order { id status } } } }',
    { id },
  );
  expect([...registered.errors, ...placed.errors, ...paid.errors]).toEqual([]);
  for (const [reader] of mixtures) {
    const read = await ask(
      reader,
      'query ($user: ID!, $order: ID!) { user(id: $user) { email name } order(id: $order) { status customer { id } } }',
      { user: registered.data.registerUser.user.id, order: id },
    );
    expect(read).toMatchObject({ errors: [], data: { user: { email, name: 'Rolled Out' } } });
    expect(read.data.order).toEqual({ status: 'PAID', customer: { id: staff.subject } });
  }
});

function ask(
  mixture: Mixture,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  return postOperation(`${origins[mixture]}/graphql`, token, { query, variables });
}

async function readSku(mixture: Mixture): Promise<string> {
  const { data } = await ask(mixture, '{ products(first: 100) { nodes { sku stock } } }');
  return data.products.nodes.find(({ stock }: { readonly stock: number }) => stock > 10).sku;
}

function describeRelease(name: (typeof names)[number]): string {
  const release = releases[name];
  return release.kind === 'found' ? `${release.revision.slice(0, 8)}, ${release.origin}` : release.reason;
}

function checkOut(name: (typeof names)[number]): ReleaseTree {
  const release = releases[name];
  if (release.kind === 'unknown') throw new Error(release.reason);
  const tree = trees.get(release.revision) ?? checkOutRelease(release.revision);
  trees.set(release.revision, tree);
  return tree;
}

/** Creates a database with data of the previous release, and migrates it to today's. */
async function createDatabase(name: (typeof names)[number], before: ReleaseTree): Promise<string> {
  const url = await createTestDatabase(name);
  const log = createLog({ service: name, mode: 'test', level: 'silent' });
  for (const folder of [pathToFileURL(before.path(`subgraphs/${name}/`)), subgraphFolder(name)]) {
    await prepareDatabase({ variable: `the database of ${name}`, url, folder, demoData: true, log });
  }
  return url;
}

async function spawn(
  tree: ReleaseTree,
  main: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const service = spawnService(pathToFileURL(tree.path(main)).href, env);
  processes.push(service);
  return service.ready;
}
