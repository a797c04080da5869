import { runProcess } from '@supergraph/service-kit/run-process.ts';
import { startSubgraph } from '@supergraph/service-kit/subgraph/serve-subgraph.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { definition } from './users-service.ts';

await runProcess(process, async (env, overrides) =>
  startSubgraph(definition, readSubgraphConfig('users', env), overrides),
);
