import type { SubgraphDefinition } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { customers } from './consumers.ts';
import { createOrdersData, type OrdersData } from './context.ts';
import { resolvers } from './resolvers.ts';
import type { OrdersTables } from './tables.ts';

/** The orders subgraph, for a separate server (`main.ts`) or for the process of a gateway. */
export const definition: SubgraphDefinition<OrdersTables, OrdersData> = {
  folder: new URL('../', import.meta.url),
  resolvers,
  createData: createOrdersData,
  consumers: [customers],
};
