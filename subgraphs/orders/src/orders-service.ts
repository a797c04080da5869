import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import { type SubgraphOverrides, startSubgraph } from '@supergraph/service-kit/subgraph/start-subgraph.ts';
import type { SubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { createOrdersContext, type OrdersContext } from './context.ts';
import { resolvers } from './resolvers.ts';
import type { OrdersTables } from './tables.ts';

/** Starts the orders subgraph on its database. */
export function startOrdersService(
  config: SubgraphConfig,
  overrides?: SubgraphOverrides,
): Promise<RunningService> {
  const folder = new URL('../', import.meta.url);
  return startSubgraph<OrdersTables, OrdersContext>(
    config,
    { folder, resolvers, createContext: createOrdersContext },
    overrides,
  );
}
