import {
  type LocalSubgraph,
  type SubgraphOverrides,
  startLocalSubgraph,
} from '@supergraph/service-kit/subgraph/start-local-subgraph.ts';
import type { LocalSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { createUsersContext, type UsersContext } from './context.ts';
import { resolvers } from './resolvers.ts';
import type { UsersTables } from './user-store.ts';

/** Starts the users subgraph on its database, to be asked by a server or within the process. */
export function startLocalService(
  config: LocalSubgraphConfig,
  overrides?: SubgraphOverrides,
): Promise<LocalSubgraph<UsersContext>> {
  const folder = new URL('../', import.meta.url);
  return startLocalSubgraph<UsersTables, UsersContext>(
    config,
    { folder, resolvers, createContext: createUsersContext },
    overrides,
  );
}
