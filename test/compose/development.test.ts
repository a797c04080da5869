import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ComposeProject, createComposeProject, eventually } from './compose-project.ts';
import { comparePackages } from './image-packages.ts';

const query = `{ orders(first: 3) { edges { node {
  id total { amount currency } customer { name tier orderStats { count } }
} } } }`;
const services = ['gateway', 'users', 'orders'];
let graph: ComposeProject;
let token: string;

beforeAll(async () => {
  graph = await createComposeProject(['docker-compose.yml']);
  await graph.up();
  token = await graph.exec('gateway', 'npm', 'run', '-s', 'token');
});

afterAll(() => graph.compose('down', '--volumes', '--rmi', 'local'));

test('one query is answered by both services, with a token that the gateway container printed', async () => {
  await expectWholeAnswer();
});

test('Sandbox and the explorer are served', async () => {
  for (const path of ['/', '/explorer']) {
    const page = await fetch(`${graph.url}${path}`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
  }
});

test('an operator runs the commands for events in the container of a subgraph', async () => {
  expect(await graph.exec('users', 'npm', 'run', '-s', 'events:status')).toContain('consumer spent: ');
  expect(await graph.exec('orders', 'npm', 'run', '-s', 'events:retry')).toContain('orders: 0 dead letters');
});

test('only the gateway is published, and only to this machine', async () => {
  const bindings =
    '{{range $port, $all := .HostConfig.PortBindings}}{{range $all}}{{.HostIp}} {{end}}{{end}}';
  expect(await graph.inspect('gateway', bindings)).toBe('127.0.0.1');
  for (const service of ['users', 'orders', 'users-db', 'orders-db'])
    expect(await graph.inspect(service, bindings)).toBe('');
});

test('the services do not run as root', async () => {
  for (const service of services) expect(await graph.exec(service, 'id', '-un')).toBe('node');
});

test('the image lists its packages in sbom/, every one and no other', async () => {
  const { unlisted, missing, count } = JSON.parse(
    await graph.exec('gateway', 'node', '--eval', comparePackages),
  );
  expect({ unlisted, missing }).toEqual({ unlisted: [], missing: [] });
  expect(count).toBeGreaterThan(100);
});

test('the image knows by itself whether its service is ready', async () => {
  for (const service of services) await graph.exec(service, 'node', 'deploy/is-ready.mjs');
  const check = '{{json .Config.Healthcheck.Test}}';
  expect(await graph.inspectImage('gateway', check)).toBe('["CMD","node","deploy/is-ready.mjs"]');
});

test('the role of a service is not a superuser and has a SCRAM password; the superuser has none', async () => {
  const roles = await graph.exec(
    'users-db',
    ...['psql', '--username=postgres', '--tuples-only', '--no-align', '--command'],
    'SELECT rolname, rolsuper, left(rolpassword, 14) FROM pg_authid WHERE rolcanlogin ORDER BY rolname',
  );
  expect(roles.split('\n')).toEqual(['postgres|t|', 'users|f|SCRAM-SHA-256$']);
});

test('only the role of a database can connect to it over the network, with its password', async () => {
  expect(await connect('postgres://users:development@users-db/users')).toBe('connected');
  expect(await connect('postgres://users:wrong@users-db/users')).toBe('28P01');
  expect(await connect('postgres://postgres:development@users-db/users')).toBe('28P01');
  expect(await connect('postgres://users:development@orders-db/orders')).toBe('28P01');
  expect(await connect('postgres://users:development@users-db/postgres')).toBe('42501');
});

test('with users killed, orders still answer and name what is missing; after a restart the answer is complete', async () => {
  await graph.compose('kill', 'users');
  const { status, data, errors } = await graph.ask(query, token);
  expect(status).toBe(200);
  expect(data.orders.edges).toHaveLength(3);
  for (const { node } of data.orders.edges)
    expect(node).toEqual({ id: expect.any(String), total: expect.anything(), customer: null });
  expect(errors).toEqual(
    [0, 1, 2].flatMap((index) =>
      ['name', 'tier'].map((field) => ({
        message: 'The request to the subgraph "users" failed.',
        path: ['orders', 'edges', index, 'node', 'customer', field],
        extensions: { code: 'SUBREQUEST_HTTP_ERROR', serviceName: 'users' },
      })),
    ),
  );
  await graph.compose('start', 'users');
  await graph.untilHealthy('users');
  await expectWholeAnswer();
});

test('a crashed service restarts by itself', async () => {
  const restarts = (): Promise<string> => graph.inspect('users', '{{.RestartCount}}');
  expect(await restarts()).toBe('0');
  // All processes except the container's init process, which then ends as a crashed service does.
  await graph.exec('users', 'sh', '-c', 'kill -9 -1').catch(() => undefined);
  await eventually('users has been restarted', async () => (await restarts()) !== '0');
  await graph.untilHealthy('users');
  await expectWholeAnswer();
});

test('on SIGTERM the services exit by themselves, and the written data survives', async () => {
  const count = async () => (await graph.ask('{ users { totalCount } }', token)).data.users.totalCount;
  const before = await count();
  await graph.ask(
    'mutation { registerUser(input: { email: "new@example.com", name: "New" }) { __typename } }',
    token,
  );
  await graph.compose('stop');
  for (const service of services) expect(await graph.inspect(service, '{{.State.ExitCode}}')).toBe('0');
  await graph.compose('start');
  await graph.untilHealthy(...services);
  expect(await count()).toBe(before + 1);
});

test('down leaves nothing behind', async () => {
  expect(await graph.listLeft()).not.toEqual([]);
  await graph.compose('down', '--volumes');
  expect(await graph.listLeft()).toEqual([]);
});

async function expectWholeAnswer(): Promise<void> {
  const { data, errors } = await graph.ask(query, token);
  expect(errors).toEqual([]);
  expect(data.orders.edges).toHaveLength(3);
  for (const { node } of data.orders.edges) {
    expect(node.total.amount).toBeGreaterThan(0);
    expect(node.customer.name).not.toBe('');
    expect(node.customer.orderStats.count).toBeGreaterThan(0);
  }
}

/** Connects to a database from the users service. Returns `connected` or an SQLSTATE. */
function connect(url: string): Promise<string> {
  const script = `
    import { createRequire } from 'node:module';
    const { Client } = createRequire('/app/service-kit/src/')('pg');
    const client = new Client(process.argv[1]);
    await client.connect().then(() => client.end()).then(() => 'connected', ({ code }) => code).then(console.log);`;
  return graph.exec('users', 'node', '--input-type=module', '--eval', script, url);
}
