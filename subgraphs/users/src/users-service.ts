import type { SubgraphDefinition } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { spent } from './consumers.ts';
import { createUsersData, type UsersData } from './context.ts';
import { resolvers } from './resolvers.ts';
import type { UsersTables } from './user-store.ts';

/** The users subgraph, for a separate server (`main.ts`) or for the process of a gateway. */
export const definition: SubgraphDefinition<UsersTables, UsersData> = {
  folder: new URL('../', import.meta.url),
  resolvers,
  createData: createUsersData,
  consumers: [spent],
};
