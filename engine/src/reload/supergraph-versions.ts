import type { GraphQLSchema } from 'graphql';
import { enforcedFeatures } from '../authorization/check-rules.ts';
import type { ReadEngineOptions } from '../engine-options.ts';
import type { SupergraphVersion } from '../prepare/supergraph-version.ts';
import { createHttpSubgraph } from '../subgraphs/http-subgraph.ts';
import { createResilientSubgraph } from '../subgraphs/resilience/resilient-subgraph.ts';
import { checkSupergraphSdl } from '../supergraph/check-supergraph-sdl.ts';
import type { ManagedSupergraph } from '../supergraph/supergraph-source.ts';
import type { SupergraphStatus } from '../supergraph/supergraph-status.ts';
import { buildVersion } from './build-version.ts';
import { createClientLeases } from './client-leases.ts';
import { hottestCount } from './prove-version.ts';
import { createSupergraphUpdates } from './supergraph-updates.ts';

/** Supergraph version for clients. */
export interface ServedVersion {
  /** Schema that clients see. It identifies the version in {@link PrepareRequest}. */
  readonly apiSchema: GraphQLSchema;
  readonly supergraphSdl: string;
}

/** Versions of an engine's supergraph. The newest is in use, and requests in flight keep older ones. */
export interface SupergraphVersions {
  /** Builds the first version. Rejects if the supergraph cannot be served. */
  load(): Promise<void>;
  /** Stops the supergraph's source and closes the connections to subgraphs. Idempotent. */
  stop(): Promise<void>;
  /** Returns the status of the served supergraph, and of the last refused one. */
  status(): SupergraphStatus;
  /**
   * Calls the listener with the current version, if there is one, and with each later one before requests run
   * on it. Returns a function that removes the listener.
   */
  onVersion(listener: (version: ServedVersion) => void): () => void;
  /** Returns the version with an API schema, or the current version. Throws if there is none. */
  find(apiSchema: GraphQLSchema | undefined): SupergraphVersion;
}

/** Creates the versions. Builds nothing before `load`. */
export function createSupergraphVersions(options: ReadEngineOptions): SupergraphVersions {
  const enforced = options.authorization ? enforcedFeatures : new Set<string>();
  const listeners = new Set<(version: ServedVersion) => void>();
  const versions = new WeakMap<GraphQLSchema, SupergraphVersion>();
  const clients = createClientLeases(
    options.createSubgraph ?? ((subgraph) => createResilientSubgraph(createHttpSubgraph(subgraph))),
  );
  let current: SupergraphVersion | undefined;
  let managed: ManagedSupergraph | undefined;
  let stopped: Promise<void> | undefined;
  const updates = createSupergraphUpdates({
    check: (sdl) => checkSupergraphSdl(sdl, enforced),
    build: (supergraphSdl, signal) => {
      const hottest = current?.operations.hottest(hottestCount);
      return buildVersion({ supergraphSdl, enforcedFeatures: enforced, clients, hottest, signal }, options);
    },
    serve: (version) => {
      const before = current;
      current = version;
      versions.set(version.state.apiSchema, version);
      for (const listener of listeners) listener(toServed(version));
      before?.retire();
    },
    onSupergraph: options.onSupergraph ?? (() => {}),
  });
  const stop = async (): Promise<void> => {
    try {
      await managed?.cleanup?.();
    } finally {
      await updates.stop();
      current?.retire();
      await clients.close();
    }
  };
  return {
    async load() {
      managed = await options.supergraph(updates.update);
      await updates.start(managed.supergraphSdl, managed.lastGoodSdl).catch(async (cause: unknown) => {
        // Servers do not stop an engine that failed to load, and a source's timer would keep the process alive.
        await managed?.cleanup?.();
        throw cause;
      });
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
    status: updates.status,
    onVersion(listener) {
      listeners.add(listener);
      if (current !== undefined) listener(toServed(current));
      return () => listeners.delete(listener);
    },
    find(apiSchema) {
      const version = apiSchema === undefined ? current : versions.get(apiSchema);
      if (version === undefined) throw new Error('A request must have a schema of this engine');
      return version;
    },
  };
}

function toServed({ state }: SupergraphVersion): ServedVersion {
  return { apiSchema: state.apiSchema, supergraphSdl: state.sdl };
}
