import { startGateway } from '@supergraph/gateway/gateway.ts';
import { gatewaySettings } from '@supergraph/gateway/gateway-config.ts';
import { subgraphFolder } from '@supergraph/schema/registry.ts';
import { ConfigError, type Environment, list, readConfig } from '@supergraph/service-kit/config.ts';
import type { EventSource } from '@supergraph/service-kit/events/feed/event-source.ts';
import type { ProcessOverrides, RunningService } from '@supergraph/service-kit/run-process.ts';
import {
  type SubgraphRuntimeConfig,
  subgraphRuntimeSettings,
} from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import {
  type SubgraphDefinition,
  type SubgraphOverrides,
  type SubgraphRuntime,
  startSubgraphRuntime,
} from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { startObserved, type Telemetry } from '@supergraph/service-kit/telemetry/telemetry.ts';

/** Settings of a gateway and its subgraphs in one process. */
export type MonolithConfig = ReturnType<typeof readMonolithConfig>;

/**
 * Reads the settings of the whole process, with the variable names of its parts. Throws ConfigError with every problem of
 * every part, each once.
 */
export function readMonolithConfig(env: Environment, names: readonly string[]) {
  const config = readConfig(env, {
    gateway: gatewaySettings(names),
    subgraphs: list(names.map(subgraphRuntimeSettings)),
  });
  if (config.gateway.workers > 1) throw new ConfigError(['WORKERS must be 1, since this is one process']);
  return config;
}

export interface Monolith extends RunningService {
  readonly subgraphs: readonly SubgraphRuntime[];
}

/** Overrides of each subgraph by name, for tests and benchmarks. */
export type MonolithOverrides = Readonly<Record<string, SubgraphOverrides>>;

/**
 * Starts the subgraphs on their databases and then the gateway, which calls them in memory. Listens on the
 * gateway's port only, and only once all databases are migrated.
 */
export function startMonolith(
  config: MonolithConfig,
  overrides: MonolithOverrides = {},
  given: ProcessOverrides = {},
): Promise<Monolith> {
  return startObserved('graph', config.gateway.telemetry, given, (telemetry) =>
    startAll(config, overrides, { ...given, telemetry }),
  );
}

async function startAll(
  config: MonolithConfig,
  overrides: MonolithOverrides,
  { beforeListen, telemetry }: ProcessOverrides & { readonly telemetry: Telemetry },
): Promise<Monolith> {
  const subgraphs = await startSubgraphs(config.subgraphs, overrides, telemetry);
  const stopSubgraphs = async (): Promise<void> => {
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  };
  try {
    const gateway = await startGateway(config.gateway, {
      inProcessSubgraphs: subgraphs,
      beforeListen,
      telemetry,
    });
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= gateway.stop().then(stopSubgraphs));
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
  telemetry: Telemetry,
): Promise<readonly SubgraphRuntime[]> {
  const localSources = new Map<string, EventSource>();
  const starts = await Promise.allSettled(
    configs.map((config) => startSubgraph(config, { ...overrides[config.name], localSources, telemetry })),
  );
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed === undefined) return started;
  await Promise.all(started.map((subgraph) => subgraph.stop()));
  throw failed.reason;
}

/** Starts a subgraph by the definition that its `…-service.ts` exports. */
async function startSubgraph(
  config: SubgraphRuntimeConfig,
  overrides: SubgraphOverrides,
): Promise<SubgraphRuntime> {
  const file = new URL(`src/${config.name}-service.ts`, subgraphFolder(config.name));
  const { definition }: { readonly definition: SubgraphDefinition<unknown, object> } = await import(
    file.href
  );
  return startSubgraphRuntime(definition, config, overrides);
}
