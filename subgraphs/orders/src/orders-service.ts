import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import {
  type SubgraphServiceOverrides,
  startSubgraph,
} from '@supergraph/service-kit/subgraph/start-subgraph.ts';
import type { SubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { startLocalService } from './local-service.ts';

/** Starts the orders subgraph on its database, as a server of its own. */
export async function startOrdersService(
  config: SubgraphConfig,
  overrides?: SubgraphServiceOverrides,
): Promise<RunningService> {
  return startSubgraph(config, await startLocalService(config, overrides), overrides);
}
