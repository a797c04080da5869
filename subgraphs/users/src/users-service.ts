import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import { type SubgraphOverrides, startSubgraph } from '@supergraph/service-kit/subgraph/start-subgraph.ts';
import type { SubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { createUsersContext, type UsersContext } from './context.ts';
import { resolvers } from './resolvers.ts';
import type { UsersTables } from './user-store.ts';

/** Starts the users subgraph on its database. */
export function startUsersService(
  config: SubgraphConfig,
  overrides?: SubgraphOverrides,
): Promise<RunningService> {
  const folder = new URL('../', import.meta.url);
  return startSubgraph<UsersTables, UsersContext>(
    config,
    { folder, resolvers, createContext: createUsersContext },
    overrides,
  );
}
