import { startGateway } from '@supergraph/gateway/gateway.ts';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { readMonolithConfig, startMonolith } from '@supergraph/launcher/monolith/start-monolith.ts';
import { definition as ordersDefinition } from '@supergraph/orders/orders-service.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { startSubgraph } from '@supergraph/service-kit/subgraph/serve-subgraph.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { definition as usersDefinition } from '@supergraph/users/users-service.ts';
import { startHandwritten } from './handwritten/start-handwritten.ts';
import type { Part } from './parts.ts';

/** Starts a part as its own main file does, with a callback for each SQL statement. Returns its origin. */
export async function servePart(part: Part, env: Environment, onStatement: () => void): Promise<string> {
  const { url } = await start(part, env, onStatement);
  return url;
}

function start(part: Part, env: Environment, onStatement: () => void): Promise<{ readonly url: string }> {
  const overrides = { onStatement };
  switch (part) {
    case 'users':
      return startSubgraph(usersDefinition, readSubgraphConfig('users', env), overrides);
    case 'orders':
      return startSubgraph(ordersDefinition, readSubgraphConfig('orders', env), overrides);
    case 'gateway':
      return startGateway(readGatewayConfig(env));
    case 'monolith': {
      const config = readMonolithConfig(env, ['users', 'orders']);
      return startMonolith(config, { users: overrides, orders: overrides });
    }
    case 'handwritten':
    case 'handwritten-known':
      return startHandwritten({
        usersUrl: env.USERS_DATABASE_URL ?? '',
        ordersUrl: env.ORDERS_DATABASE_URL ?? '',
        dataDir: env.DATA_DIR ?? '',
        knowsOperations: part === 'handwritten-known',
        onStatement,
      });
    default:
      return part satisfies never;
  }
}
