import { join } from 'node:path';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { type ServiceProcess, spawnService } from '../../graph/service-process.ts';
import type { AttackedSystem } from './attacked-system.ts';

/** Starts a gateway on the subgraphs of a system, with a heap of 512 MB and without rate and cost limits. */
export async function startSmallGateway(
  { keys, origins }: AttackedSystem,
  env: Environment,
): Promise<{ readonly origin: string; readonly service: ServiceProcess }> {
  const service = spawnService(
    'gateway/src/main.ts',
    {
      ...keys.env,
      PORT: '0',
      SUPERGRAPH: join(new URL(repositoryRoot).pathname, 'schema/supergraph.graphql'),
      USERS_URL: `${origins.users}/graphql`,
      ORDERS_URL: `${origins.orders}/graphql`,
      LOG_LEVEL: 'warn',
      SHED_LAG_MS: '0',
      RATE_LIMIT_PER_MINUTE: '0',
      MAX_COST: '0',
      MAX_SUBGRAPH_COST: '0',
      ...env,
    },
    ['--max-old-space-size=512'],
  );
  return { origin: await service.ready, service };
}
