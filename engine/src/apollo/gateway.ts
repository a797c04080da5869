import type {
  GatewayInterface,
  GatewayLoadResult,
  GatewaySchemaLoadOrUpdateCallback,
  GatewayUnsubscriber,
} from '@apollo/server-gateway-interface';
import type { GraphQLSchema } from 'graphql';
import { enforcedFeatures } from '../authorization/check-rules.ts';
import type { Serving } from '../prepare/serving.ts';
import { type BuildSettings, buildServing } from '../reload/build-serving.ts';
import { hottestCount, proveServing } from '../reload/prove-serving.ts';
import { createSubgraphClients, type SubgraphClients } from '../reload/subgraph-clients.ts';
import type { SupergraphStatus } from '../reload/supergraph-status.ts';
import { createSupergraphUpdates } from '../reload/supergraph-updates.ts';
import { checkSupergraphSdl } from '../supergraph/check-supergraph-sdl.ts';
import { createGatewayExecutor } from './gateway-executor.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { createManagerHooks } from './manager-hooks.ts';
import { openSupergraph } from './open-supergraph.ts';
import { type ReadGatewayOptions, readGatewayOptions } from './read-gateway-options.ts';
import { createSubgraphSources } from './subgraph-sources.ts';
import type { ManagedSupergraph } from './supergraph-manager.ts';

/** Gateway for `new ApolloServer({ gateway })`. */
export interface Gateway extends GatewayInterface {
  /** Builds the first supergraph version. Throws if the supergraph cannot be served. */
  load(): Promise<GatewayLoadResult>;
  /** Returns the status of the served supergraph, and of the last refused one. */
  status(): SupergraphStatus;
  /** Stops the supergraph's manager and closes the connections to subgraphs. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Creates a gateway for a supergraph. Builds and opens nothing before `load`. Throws for options that exclude each
 * other, and a TypeError for a number that is out of range.
 */
export function createGateway(given: GatewayOptions): Gateway {
  const options = readGatewayOptions(given);
  const { createSubgraph, getDataSource } = createSubgraphSources(options);
  const enforced = options.authorization ? enforcedFeatures : new Set<string>();
  const listeners = new Set<GatewaySchemaLoadOrUpdateCallback>();
  const servings = new WeakMap<GraphQLSchema, Serving>();
  const clients = createSubgraphClients(createSubgraph);
  const settings = createBuildSettings(options, clients);
  let current: Serving | undefined;
  let managed: ManagedSupergraph | undefined;
  let stopped: Promise<void> | undefined;
  const updates = createSupergraphUpdates({
    check: (sdl) => checkSupergraphSdl(sdl, enforced),
    build: async (supergraphSdl, signal) => {
      const isInBackground = current !== undefined;
      const serving = await buildServing(
        { supergraphSdl, enforcedFeatures: enforced, isInBackground },
        settings,
      );
      const hottest = current?.operations.hottest(hottestCount) ?? [];
      const proving = proveServing(serving, hottest, options.warmUpOperations ?? [], signal);
      const warmUp = await proving.catch((cause: unknown) => {
        serving.retire();
        throw cause;
      });
      return { serving, warmUp };
    },
    serve: (serving) => {
      const { apiSchema, sdl } = serving.state;
      servings.set(apiSchema, serving);
      const before = current;
      current = serving;
      for (const listener of listeners) listener({ apiSchema, coreSupergraphSdl: sdl });
      before?.retire();
    },
    onSupergraph: options.onSupergraph ?? (() => {}),
  });
  return {
    onSchemaLoadOrUpdate(listener): GatewayUnsubscriber {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async load() {
      managed = await openSupergraph(
        options.supergraphSdl,
        createManagerHooks({ update: updates.update, getDataSource }),
      );
      await updates.start(managed.supergraphSdl, managed.lastGoodSdl).catch(async (cause: unknown) => {
        // Apollo Server does not stop a gateway that failed to load, and a manager's timer would keep the process
        // alive.
        await managed?.cleanup?.();
        throw cause;
      });
      return { executor: createGatewayExecutor(options, servings) };
    },
    status: updates.status,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };

  async function stop(): Promise<void> {
    try {
      await managed?.cleanup?.();
    } finally {
      await updates.stop();
      current?.retire();
      await clients.close();
    }
  }
}

function createBuildSettings(options: ReadGatewayOptions, clients: SubgraphClients): BuildSettings {
  const { authorization, cost, maxOperations, maxOperationsBytes, planning } = options;
  return {
    clients,
    authorization,
    cost,
    operations: { maxOperations, maxBytes: maxOperationsBytes },
    planning,
  };
}
