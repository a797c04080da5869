import {
  type LocalSubgraph,
  type SubgraphOverrides,
  startLocalSubgraph,
} from '@supergraph/service-kit/subgraph/start-local-subgraph.ts';
import type { LocalSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { createOrdersContext, type OrdersContext } from './context.ts';
import { resolvers } from './resolvers.ts';
import type { OrdersTables } from './tables.ts';

/** Starts the orders subgraph on its database, to be asked by a server or within the process. */
export function startLocalService(
  config: LocalSubgraphConfig,
  overrides?: SubgraphOverrides,
): Promise<LocalSubgraph<OrdersContext>> {
  const folder = new URL('../', import.meta.url);
  return startLocalSubgraph<OrdersTables, OrdersContext>(
    config,
    { folder, resolvers, createContext: createOrdersContext },
    overrides,
  );
}
