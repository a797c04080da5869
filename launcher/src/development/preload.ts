// Loaded by `node --import` before the main file of a service that replaces a running one.
import cluster from 'node:cluster';
import { isMainThread } from 'node:worker_threads';
import { askParent } from '@supergraph/service-kit/run-process.ts';

// Worker threads and processes of the service inherit the option.
if (isMainThread && cluster.isPrimary) {
  // Together with the npm packages that they import, these are most of the code of a service.
  await import('@supergraph/service-kit/subgraph/serve-subgraph.ts');
  await import('@supergraph/service-kit/subgraph/subgraph-runtime.ts');
  await import('@supergraph/service-kit/subgraph/subgraph-schema.ts');
  await askParent(process, 'loaded', 'start');
}
