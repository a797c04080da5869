import { onTestFinished } from 'vitest';
import { createGateway, type GatewayOptions } from '../../src/index.ts';
import { composeSubgraphs } from './compose-subgraphs.ts';
import { type ServedSubgraph, serveSubgraph } from './serve-subgraph.ts';
import { type ExecuteOperation, startServer } from './start-server.ts';
import type { SubgraphDefinition } from './subgraph-definition.ts';

/** A gateway in Apollo Server with its subgraphs behind real HTTP; all of it stops with the test. */
export interface ServedGraph {
  readonly execute: ExecuteOperation;
  /** Throws for a name that the test did not define. */
  subgraph(name: string): ServedSubgraph;
}

/**
 * Serves and composes the subgraphs and starts a server on them. `options` go to `createGateway`; `edit` changes the
 * supergraph to what another composer would write.
 */
export async function serveGraph(
  definitions: Readonly<Record<string, SubgraphDefinition>>,
  options: Omit<GatewayOptions, 'supergraphSdl'> = {},
  edit: (supergraphSdl: string) => string = (supergraphSdl) => supergraphSdl,
): Promise<ServedGraph> {
  const served = new Map<string, ServedSubgraph>();
  for (const [name, definition] of Object.entries(definitions)) {
    const subgraph = await serveSubgraph(definition);
    onTestFinished(() => subgraph.stop());
    served.set(name, subgraph);
  }
  const subgraph = (name: string): ServedSubgraph => {
    const found = served.get(name);
    if (found === undefined)
      throw new Error(`A test may only ask for a subgraph that it defined, got "${name}"`);
    return found;
  };
  const supergraphSdl = edit(composeSubgraphs(definitions, (name) => subgraph(name).url));
  return { execute: await startServer(createGateway({ supergraphSdl, ...options })), subgraph };
}
