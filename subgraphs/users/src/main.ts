import { runProcess } from '@supergraph/service-kit/run-process.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { startUsersService } from './users-service.ts';

await runProcess(process, async (env, overrides) =>
  startUsersService(readSubgraphConfig('users', env), overrides),
);
