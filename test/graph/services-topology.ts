import { startGateway } from '@supergraph/gateway/gateway.ts';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { startOrdersService } from '@supergraph/orders/orders-service.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { startUsersService } from '@supergraph/users/users-service.ts';
import { postOperation } from './answer.ts';
import { findFreePort } from './free-port.ts';
import { createInternalToken } from './internal-token.ts';
import { createTestDatabase, runSql } from './test-database.ts';
import type { RunningTopology, TestSubgraph, TopologyOptions } from './topology.ts';

/** Starts each service as a server of its own, on a free port. */
export async function startServices({ env, gatewayEnv, dataDir }: TopologyOptions): Promise<RunningTopology> {
  const users = await startTestSubgraph('users', startUsersService, env, dataDir);
  const orders = await startTestSubgraph('orders', startOrdersService, env, dataDir);
  const urls = { USERS_URL: users.url, ORDERS_URL: orders.url };
  const gateway = await startGateway(readGatewayConfig({ ...env, ...urls, ...gatewayEnv }));
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await Promise.all([users.stop(), orders.stop()]);
  };
  return { origin: gateway.url, users, orders, stop };
}

async function startTestSubgraph(
  name: string,
  startService: typeof startUsersService,
  env: Environment,
  dataDir: string,
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
  const url = `http://127.0.0.1:${port}/graphql`;
  return {
    url,
    databaseUrl,
    takeStatements: () => statements.splice(0),
    sql: (text, values = []) => runSql(databaseUrl, text, values),
    ask: async (query, variables, as) =>
      postOperation(url, await createInternalToken(dataDir, name, as), { query, variables }),
    start,
    stop: async () => running?.stop(),
  };
}
