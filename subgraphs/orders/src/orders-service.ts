import type { SubgraphDefinition } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { createOrdersContext, type OrdersContext } from './context.ts';
import { resolvers } from './resolvers.ts';
import type { OrdersTables } from './tables.ts';

/** The orders subgraph, for a server of its own (`main.ts`) or for the process of a gateway. */
export const definition: SubgraphDefinition<OrdersTables, OrdersContext> = {
  folder: new URL('../', import.meta.url),
  resolvers,
  createContext: createOrdersContext,
};
