import type {
  GatewayInterface,
  GatewayLoadResult,
  GatewaySchemaLoadOrUpdateCallback,
  GatewayUnsubscriber,
} from '@apollo/server-gateway-interface';
import { createEngine, type Engine } from '../engine.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { SupergraphStatus } from '../supergraph/supergraph-status.ts';
import { ApolloClientRequest } from './apollo-client-request.ts';
import { executeRequest } from './execute-request.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { createSubgraphSources } from './subgraph-sources.ts';
import { createManagerHooks } from './supergraph-manager.ts';

/** Gateway for `new ApolloServer({ gateway })`. */
export interface Gateway extends GatewayInterface {
  /** Engine behind the gateway, for protocols that Apollo Server lacks. It executes once the gateway is loaded. */
  readonly engine: Engine;
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
export function createGateway(options: GatewayOptions): Gateway {
  const { supergraphSdl: source, clientSignal, onError = logError } = options;
  const { createSubgraph, getDataSource } = createSubgraphSources(options);
  const engine = createEngine(
    {
      ...options,
      createSubgraph,
      onError,
      supergraph: async (update) => {
        if (typeof source === 'string') return { supergraphSdl: source };
        const hooks = createManagerHooks({ update, getDataSource });
        return typeof source === 'function' ? source(hooks) : source.initialize(hooks);
      },
    },
    'createGateway',
  );
  return {
    engine,
    onSchemaLoadOrUpdate(listener: GatewaySchemaLoadOrUpdateCallback): GatewayUnsubscriber {
      return engine.onVersion(({ apiSchema, supergraphSdl }) =>
        listener({ apiSchema, coreSupergraphSdl: supergraphSdl }),
      );
    },
    async load() {
      await engine.load();
      return { executor: (context) => executeRequest(engine, clientSignal, context) };
    },
    status: engine.status,
    stop: engine.stop,
  };
}

/** Logs an error with Apollo Server's logger of the request. */
function logError(message: string, cause: unknown, client: ClientRequest): void {
  if (!(client instanceof ApolloClientRequest)) return;
  client.requestContext.logger.error(`${message}: ${cause instanceof Error ? cause.stack : cause}`);
}
