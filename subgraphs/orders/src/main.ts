import { runProcess } from '@supergraph/service-kit/run-process.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { startOrdersService } from './orders-service.ts';

await runProcess(process, async (env, overrides) =>
  startOrdersService(readSubgraphConfig('orders', env), overrides),
);
