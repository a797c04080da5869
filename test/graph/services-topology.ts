import { startGateway } from '@supergraph/gateway/gateway.ts';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { definition as ordersDefinition } from '@supergraph/orders/orders-service.ts';
import { definition as usersDefinition } from '@supergraph/users/users-service.ts';
import { findFreePort } from './free-port.ts';
import { startTestSubgraph } from './start-test-subgraph.ts';
import type { RunningTopology, TopologyOptions } from './topology.ts';

/** Starts each service as a separate server on a free port. */
export async function startServices({ env, gatewayEnv, dataDir }: TopologyOptions): Promise<RunningTopology> {
  const ports = { USERS_PORT: `${await findFreePort()}`, ORDERS_PORT: `${await findFreePort()}` };
  const feeds = {
    USERS_EVENTS_URL: `http://127.0.0.1:${ports.USERS_PORT}/events`,
    ORDERS_EVENTS_URL: `http://127.0.0.1:${ports.ORDERS_PORT}/events`,
  };
  const subgraphEnv = { ...feeds, ...ports, ...env };
  const users = await startTestSubgraph('users', usersDefinition, subgraphEnv, dataDir);
  const orders = await startTestSubgraph('orders', ordersDefinition, subgraphEnv, dataDir);
  const urls = { USERS_URL: users.url, ORDERS_URL: orders.url };
  const gateway = await startGateway(readGatewayConfig({ ...env, ...urls, ...feeds, ...gatewayEnv }));
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await Promise.all([users.stop(), orders.stop()]);
  };
  return { origin: gateway.url, users, orders, stop };
}
