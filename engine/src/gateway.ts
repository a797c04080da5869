import type {
  GatewayExecutionResult,
  GatewayExecutor,
  GatewayGraphQLRequestContext,
  GatewayInterface,
  GatewayLoadResult,
  GatewaySchemaLoadOrUpdateCallback,
  GatewayUnsubscriber,
} from '@apollo/server-gateway-interface';
import type { GraphQLSchema } from 'graphql';
import { toGraphQLError } from './execution/client-errors.ts';
import { type CompiledOperation, compileOperation } from './execution/compiled-operation.ts';
import { executeOperation } from './execution/execute-operation.ts';
import type { ExecutionSettings, SubgraphFailure } from './execution/execution.ts';
import { createOperationCache, type OperationCache } from './execution/operation-cache.ts';
import type { GatewayErrorCode } from './execution/response-errors.ts';
import { createHttpSubgraph } from './subgraphs/http-subgraph.ts';
import type { ClientRequest, Subgraph } from './subgraphs/subgraph.ts';
import { createSupergraphState, type SupergraphState } from './supergraph/supergraph-state.ts';

/** What a gateway is made of. */
export interface GatewayOptions {
  /** The supergraph's SDL (Federation 2), as @apollo/composition composes it. */
  readonly supergraphSdl: string;
  /** How a subgraph is reached, called once for each. default: by HTTP at the URL that the supergraph names */
  readonly createSubgraph?: (subgraph: { readonly name: string; readonly url: string }) => Subgraph;
  /** Told of each fetch that failed as a whole, with its cause; none of that reaches a client. default: not told */
  readonly onSubgraphError?: (failure: SubgraphFailure) => void;
  /**
   * The labels of @override(label:) that are on for a request; operations are planned and kept for each set of labels.
   * default: none
   */
  readonly overrideLabels?: (client: ClientRequest) => Iterable<string>;
  /** The signal that aborts when a request's client has gone, which ends its queries to subgraphs. default: none */
  readonly clientSignal?: (client: ClientRequest) => AbortSignal | undefined;
  /** How many errors of one fetch, and how many invalid values of one answer, a client is told. default: 50 */
  readonly maxErrorsPerFetch?: number;
  /** How many operations are kept planned and compiled, the least recently used going first. default: 5000 */
  readonly maxOperations?: number;
}

/** A gateway for `new ApolloServer({ gateway })`. */
export interface Gateway extends GatewayInterface {
  /** Builds the state; throws where the supergraph cannot be served. */
  load(): Promise<GatewayLoadResult>;
  /** Closes the subgraphs' connections. */
  stop(): Promise<void>;
}

/** One version of the supergraph, and the operations that were planned on it. */
interface Serving {
  readonly state: SupergraphState;
  readonly operations: OperationCache;
}

/** A gateway for a supergraph; nothing is built or opened before `load`. */
export function createGateway(options: GatewayOptions): Gateway {
  const listeners = new Set<GatewaySchemaLoadOrUpdateCallback>();
  // Apollo Server binds the executor once but gives each request the schema that it came in under.
  const states = new WeakMap<GraphQLSchema, Serving>();
  let current: SupergraphState | undefined;
  return {
    onSchemaLoadOrUpdate(listener): GatewayUnsubscriber {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async load() {
      current = createSupergraphState(options.supergraphSdl, {
        createSubgraph: options.createSubgraph ?? createHttpSubgraph,
      });
      const operations = createOperationCache(options.maxOperations ?? 5_000);
      states.set(current.apiSchema, { state: current, operations });
      for (const listener of listeners) {
        listener({ apiSchema: current.apiSchema, coreSupergraphSdl: current.sdl });
      }
      return { executor: createExecutor(options, states) };
    },
    async stop() {
      const subgraphs = [...(current?.subgraphs.values() ?? [])];
      await Promise.all(subgraphs.map((subgraph) => subgraph.close?.()));
    },
  };
}

function createExecutor(options: GatewayOptions, states: WeakMap<GraphQLSchema, Serving>): GatewayExecutor {
  const settings: ExecutionSettings = {
    maxErrorsPerFetch: options.maxErrorsPerFetch ?? 50,
    onSubgraphError: options.onSubgraphError ?? (() => {}),
  };
  return async (context) => {
    try {
      return await answer(options, states, settings, context);
    } catch (fault) {
      // A fault of the gateway, or of a function in its options: nothing of it is for clients.
      context.logger.error(`An operation failed: ${fault instanceof Error ? fault.stack : fault}`);
      return refusal('The gateway failed.', 'INTERNAL_SERVER_ERROR');
    }
  };
}

async function answer(
  options: GatewayOptions,
  states: WeakMap<GraphQLSchema, Serving>,
  settings: ExecutionSettings,
  context: GatewayGraphQLRequestContext,
): Promise<GatewayExecutionResult> {
  const serving = states.get(context.schema);
  if (serving === undefined)
    throw new Error('A request must come under a schema that this gateway has given');
  if (context.operation.operation === 'subscription') {
    return refusal('Subscriptions are not supported: ask with a query.', 'OPERATION_NOT_SUPPORTED');
  }
  const { state } = serving;
  const client: ClientRequest = { headers: context.request.http?.headers, contextValue: context.context };
  const { variables = {} } = context.request;
  const found = findOperation(serving, context, labelsOf(state, options, client));
  // Nearly always it is there, and a promise would only cost a turn.
  const compiled = found instanceof Promise ? await found : found;
  if (compiled === undefined) return refusal('This operation cannot be planned.', 'OPERATION_NOT_PLANNED');
  const signal = options.clientSignal?.(client);
  return executeOperation(state, compiled, { variables, client, signal }, settings);
}

/** Only the labels that the supergraph has, in one order, so that they can be part of a key. */
function labelsOf(state: SupergraphState, options: GatewayOptions, client: ClientRequest): readonly string[] {
  if (options.overrideLabels === undefined || state.overrideLabels.size === 0) return [];
  const on = new Set(options.overrideLabels(client));
  return [...state.overrideLabels].filter((label) => on.has(label));
}

/** The operation, planned once for each text, name and set of labels; undefined where the planner cannot plan it. */
function findOperation(
  { state, operations }: Serving,
  context: GatewayGraphQLRequestContext,
  labels: readonly string[],
): CompiledOperation | Promise<CompiledOperation | undefined> {
  const { queryHash, operationName, document, operation, logger } = context;
  const key = `${queryHash} ${operationName ?? ''} ${labels.join()}`;
  const found = operations.get(key, () => compileOperation(state, document, operation, labels));
  if (!(found instanceof Promise)) return found;
  return found.catch((cause: unknown) => {
    // The planner's words are about subgraphs, of which clients know nothing.
    logger.error(`An operation was not planned: ${cause instanceof Error ? cause.stack : cause}`);
    return undefined;
  });
}

function refusal(message: string, code: GatewayErrorCode): GatewayExecutionResult {
  return { errors: [toGraphQLError(message, undefined, code)] };
}
