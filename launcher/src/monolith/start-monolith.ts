import { startGateway } from '@supergraph/gateway/gateway.ts';
import { subgraphFolder } from '@supergraph/schema/registry.ts';
import type { ProcessOverrides, RunningService } from '@supergraph/service-kit/run-process.ts';
import type {
  LocalSubgraph,
  SubgraphOverrides,
} from '@supergraph/service-kit/subgraph/start-local-subgraph.ts';
import type { LocalSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import type { MonolithConfig } from './monolith-config.ts';

/** The whole graph in this process. */
export interface Monolith extends RunningService {
  readonly subgraphs: readonly LocalSubgraph[];
}

/** Overrides of each subgraph by name, for tests and benchmarks. */
export type MonolithOverrides = Readonly<Record<string, SubgraphOverrides>>;

/**
 * Starts the subgraphs on their databases and then the gateway, which calls them without a network between. It listens
 * on the gateway's port alone, and not before all of its databases are up to date.
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
    const gateway = await startGateway(config.gateway, { localSubgraphs: subgraphs, beforeListen });
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
  configs: readonly LocalSubgraphConfig[],
  overrides: MonolithOverrides,
): Promise<readonly LocalSubgraph[]> {
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

/** Exports of each subgraph's folder for other processes. */
interface LocalService {
  readonly startLocalService: (
    config: LocalSubgraphConfig,
    overrides?: SubgraphOverrides,
  ) => Promise<LocalSubgraph>;
}

async function startSubgraph(
  config: LocalSubgraphConfig,
  overrides: SubgraphOverrides | undefined,
): Promise<LocalSubgraph> {
  const service: LocalService = await import(
    new URL('src/local-service.ts', subgraphFolder(config.name)).href
  );
  return service.startLocalService(config, overrides);
}
