import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway } from '@supergraph/gateway/gateway.ts';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { provisionDatabase } from '@supergraph/launcher/embedded-postgres/provision-database.ts';
import { startOrdersService } from '@supergraph/orders/orders-service.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-token.ts';
import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { startUsersService } from '@supergraph/users/users-service.ts';
import pg from 'pg';
import { inject } from 'vitest';
import { findFreePort } from './free-port.ts';
import { type Person, staff } from './people.ts';

/** What an operation came to, as a client sees it. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape; each expectation is the check.
  readonly data: any;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string; readonly serviceName?: string };
  }[];
}

/** A subgraph of a test: it can be stopped and started again on its port. */
export interface TestSubgraph {
  readonly url: string;
  readonly databaseUrl: string;
  /** The SQL statements sent since they were last taken, transaction control included. */
  readonly takeStatements: () => readonly string[];
  /** Runs SQL in the subgraph's database, as its own role. */
  readonly sql: (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A whole graph of a test's own: three services in this process on free ports, two databases with the demo data. */
export interface TestGraph {
  readonly url: string;
  readonly dataDir: string;
  readonly users: TestSubgraph;
  readonly orders: TestSubgraph;
  /** Sends an operation to the gateway over HTTP, as the staff user unless told otherwise. */
  readonly ask: (query: string, options?: AskOptions) => Promise<Answer>;
  /** A token that the gateway accepts. */
  readonly tokenOf: (person: Person) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface AskOptions {
  /** `anonymous` sends no token. */
  readonly as?: Person | 'anonymous';
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The seams of a test graph: more environment variables, for every service or for the gateway alone. */
export interface TestGraphOptions {
  readonly env?: Environment;
  readonly gatewayEnv?: Environment;
}

/** Starts a graph for a test file. It must be stopped. */
export async function startTestGraph({
  env = {},
  gatewayEnv = {},
}: TestGraphOptions = {}): Promise<TestGraph> {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-graph-'));
  const common = { NODE_ENV: 'test', LOG_LEVEL: 'silent', DATA_DIR: dataDir, DEMO_DATA: 'on', ...env };
  const users = await startTestSubgraph('users', startUsersService, common);
  const orders = await startTestSubgraph('orders', startOrdersService, common);
  const gateway = await startGateway(
    readGatewayConfig({
      ...common,
      PORT: '0',
      SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
      USERS_URL: users.url,
      ORDERS_URL: orders.url,
      ...gatewayEnv,
    }),
  );
  const url = `${gateway.url}/graphql`;
  const tokenOf = ({ subject, scopes }: Person): Promise<string> =>
    createDevelopmentToken({ dataDir, viewer: { subject, scopes: new Set(scopes) }, ttlSeconds: 600 });
  const ask = async (query: string, { as = staff, variables }: AskOptions = {}): Promise<Answer> => {
    const headers = {
      'content-type': 'application/json',
      ...(as !== 'anonymous' && { authorization: `Bearer ${await tokenOf(as)}` }),
    };
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [] } = await response.json();
    return { status: response.status, data, errors };
  };
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await Promise.all([users.stop(), orders.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url, dataDir, users, orders, ask, tokenOf, stop };
}

async function startTestSubgraph(
  name: string,
  startService: typeof startUsersService,
  env: Environment,
): Promise<TestSubgraph> {
  const databaseUrl = await createTestDatabase(name);
  const prefix = name.toUpperCase();
  const port = String(await findFreePort());
  const config = readSubgraphConfig(name, {
    ...env,
    [`${prefix}_PORT`]: port,
    [`${prefix}_DATABASE_URL`]: databaseUrl,
  });
  const statements: string[] = [];
  let running: RunningService | undefined;
  const start = async (): Promise<void> => {
    running = await startService(config, { onStatement: (sql) => statements.push(sql) });
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    databaseUrl,
    takeStatements: () => statements.splice(0),
    sql: (text, values = []) => runSql(databaseUrl, text, values),
    start,
    stop: async () => running?.stop(),
  };
}

/** Makes an empty database with a role of its own, and returns the role's URL. */
export async function createTestDatabase(prefix: string): Promise<string> {
  const adminUrl = inject('postgresAdminUrl');
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await provisionDatabase(adminUrl, name, password);
  const { host } = new URL(adminUrl);
  return `postgres://${name}:${password}@${host}/${name}`;
}

async function runSql(
  url: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
