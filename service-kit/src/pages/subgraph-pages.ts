import type { HttpHandler } from '../http/http-handler.ts';
import { createSubgraphToken } from '../identity/development-keys.ts';
import type { SubgraphConfig } from '../subgraph/subgraph-config.ts';
import { createDevelopmentRoutes } from './development-routes.ts';
import { createExplorerPage } from './explorer-page.ts';

/** Creates the explorer of a subgraph that is asked without a gateway, signed in as a gateway would sign. */
export function createSubgraphPages({
  name,
  dataDir,
  pages,
}: Pick<SubgraphConfig, 'name' | 'dataDir' | 'pages'>): Readonly<Record<string, HttpHandler>> {
  const sign = createSubgraphToken(name);
  const script = new URL('generated/explorer.js', import.meta.url);
  return createDevelopmentRoutes(
    pages,
    (viewer, ttlSeconds) => sign({ dataDir, viewer, ttlSeconds }),
    () => ({ '/explorer': createExplorerPage({ exampleQuery: '{ __typename }\n', subgraph: name, script }) }),
  );
}
