import { startGateway } from '@supergraph/gateway/gateway.ts';
import { subgraphFolder } from '@supergraph/schema/registry.ts';
import type { ProcessOverrides, RunningService } from '@supergraph/service-kit/run-process.ts';
import type { SubgraphRuntimeConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import {
  type SubgraphDefinition,
  type SubgraphOverrides,
  type SubgraphRuntime,
  startSubgraphRuntime,
} from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import type { MonolithConfig } from './monolith-config.ts';

export interface Monolith extends RunningService {
  readonly subgraphs: readonly SubgraphRuntime[];
}

/** Overrides of each subgraph by name, for tests and benchmarks. */
export type MonolithOverrides = Readonly<Record<string, SubgraphOverrides>>;

/**
 * Starts the subgraphs on their databases and then the gateway, which calls them in memory. Listens on the
 * gateway's port only, and only once all databases are migrated.
 */
export async function startMonolith(
  config: MonolithConfig,
  overrides: MonolithOverrides = {},
  { beforeListen }: ProcessOverrides = {},
): Promise<Monolith> {
  const subgraphs = await startSubgraphs(config.subgraphs, overrides);
  const stopSubgraphs = async (): Promise<void> => {
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  };
  try {
    const gateway = await startGateway(config.gateway, { inProcessSubgraphs: subgraphs, beforeListen });
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      stopped ??= gateway.stop().then(stopSubgraphs);
      return stopped;
    };
    return { url: gateway.url, inFlight: gateway.inFlight, subgraphs, stop };
  } catch (error) {
    await stopSubgraphs();
    throw error;
  }
}

/** Starts all subgraphs or none: if one fails, the others close their databases. */
async function startSubgraphs(
  configs: readonly SubgraphRuntimeConfig[],
  overrides: MonolithOverrides,
): Promise<readonly SubgraphRuntime[]> {
  const starting = configs.map((config) => startSubgraph(config, overrides[config.name]));
  try {
    return await Promise.all(starting);
  } catch (error) {
    const settled = await Promise.allSettled(starting);
    await Promise.all(
      settled.map((start) => (start.status === 'fulfilled' ? start.value.stop() : undefined)),
    );
    throw error;
  }
}

/** Starts a subgraph by the definition that its `…-service.ts` exports. */
async function startSubgraph(
  config: SubgraphRuntimeConfig,
  overrides: SubgraphOverrides | undefined,
): Promise<SubgraphRuntime> {
  const file = new URL(`src/${config.name}-service.ts`, subgraphFolder(config.name));
  const { definition }: { readonly definition: SubgraphDefinition<unknown, object> } = await import(
    file.href
  );
  return startSubgraphRuntime(definition, config, overrides);
}
