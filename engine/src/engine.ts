import type { GraphQLSchema } from 'graphql';
import { type EngineOptions, type ReadEngineOptions, readEngineOptions } from './engine-options.ts';
import { faultMessage, refusedMessage } from './execution/client-errors.ts';
import { admitRequest, executeOperation } from './execution/execute-operation.ts';
import type { ExecutionSettings } from './execution/execution.ts';
import { createLargeAnswers } from './execution/large-answers.ts';
import {
  type IncrementalAnswer,
  type OperationAnswer,
  outcomeOf,
  type SubscriptionAnswer,
} from './execution/operation-results.ts';
import { whenEnded } from './execution/when-ended.ts';
import { admitOperation } from './prepare/admit-operation.ts';
import {
  type OperationRequest,
  type Preparation,
  type PreparedOperation,
  prepareOperation,
} from './prepare/prepare-operation.ts';
import { locateOperation } from './prepare/read-operation.ts';
import { type Refused, refused } from './refusal.ts';
import { createSupergraphVersions, type SupergraphVersions } from './reload/supergraph-versions.ts';
import type { ClientRequest, SubgraphAnswer } from './subgraphs/subgraph.ts';
import { followSubscription, type SubscriptionHost } from './subscriptions/follow-subscription.ts';
import { createSharedAnswers } from './subscriptions/shared-answers.ts';
import { createOpenUpstream } from './subscriptions/shared-upstreams.ts';
import { createTurns } from './subscriptions/turns.ts';
import { isSubscription } from './subscriptions/upstream.ts';

/**
 * Engine: supergraph in, results out. It knows no server: an adapter turns its results and refusals into the terms of
 * a protocol.
 */
export interface Engine extends Omit<SupergraphVersions, 'find'> {
  /**
   * Prepares an operation: reads it, applies the access rules to its client, and plans it. Documents and
   * plans are cached for each supergraph version; access is decided at each call. A result of kind `ready`
   * holds its version: execute or release it. Never rejects.
   */
  prepare(request: PrepareRequest): Promise<PreparedOperation | Refused>;
  /**
   * Executes a prepared operation once, and releases it. Never rejects. The result is an `IncrementalAnswer`
   * only if the request was prepared with `incremental` and part of it is deferred, and a
   * `SubscriptionAnswer` only if it was prepared with `subscriptions`. Such a result holds the version until
   * it ends, so iterate over it, or end the iteration.
   */
  execute(prepared: PreparedOperation, options?: ExecuteOptions): Promise<OperationResult>;
}

/** Operation to prepare. */
export interface PrepareRequest extends OperationRequest {
  /** API schema of the version under which the request arrived. default: the version in use */
  readonly schema?: GraphQLSchema;
}

/** Options of one execution. */
export interface ExecuteOptions {
  /** Aborts when the client disconnects, which ends its queries to subgraphs. default: none */
  readonly signal?: AbortSignal | undefined;
  /** Cursor after which a subscription resumes. It takes precedence over its arguments. default: none */
  readonly after?: string | undefined;
}

/** Result of an execution. */
export type OperationResult = OperationAnswer | IncrementalAnswer | SubscriptionAnswer | Refused;

/**
 * Creates an engine. Builds and opens nothing before `load`. Throws a TypeError for a number that is out of
 * range. The message begins with `owner`.
 */
export function createEngine(given: EngineOptions, owner = 'createEngine'): Engine {
  const options = readEngineOptions(given, owner);
  const onFault = (fault: unknown, client: ClientRequest): void =>
    options.onError('An operation failed', fault, client);
  const settings = createSettings(options, onFault);
  const { find, ...versions } = createSupergraphVersions(options);
  const fail = (fault: unknown, client: ClientRequest): Refused => {
    onFault(fault, client);
    return refused({ message: faultMessage, code: 'INTERNAL_SERVER_ERROR' });
  };
  const prepare = createPrepare(find, options, fail);
  const execute = createExecute(options, settings);
  const host: SubscriptionHost = {
    open: createOpenUpstream(options.shareSubscriptions),
    takeTurn: createTurns(10),
    onVersion: versions.onVersion,
    onSubgraphError: settings.onSubgraphError,
    prepare,
    answer: createSharedAnswers(async (prepared, event, signal) => {
      try {
        const result = await execute(prepared, { event, signal });
        if (result.kind === 'incremental') throw new Error('An event must have a whole answer');
        return result;
      } catch (fault) {
        return fail(fault, prepared.client);
      }
    }, options.shareSubscriptions),
  };
  return {
    ...versions,
    prepare: async (request) => prepare(request),
    async execute(prepared, { signal, after } = {}) {
      const { client, compiled } = prepared;
      let result: OperationResult;
      try {
        result =
          compiled.operation.operation === 'subscription'
            ? await subscribe(prepared, { signal, after }, host, options)
            : await execute(prepared, { signal });
      } catch (fault) {
        result = fail(fault, client);
      }
      return finish(prepared, result);
    },
  };
}

/** Ends an operation and releases its version, for an answer in parts once it is complete. */
function finish({ ends, release }: PreparedOperation, result: OperationResult): OperationResult {
  if (result.kind === 'incremental') {
    const end = (): void => {
      ends('data');
      release();
    };
    return { ...result, subsequentResults: whenEnded(result.subsequentResults, end) };
  }
  ends(outcomeOf(result));
  // A subscription holds its version until its stream ends.
  if (result.kind !== 'subscription') release();
  return result;
}

/** Creates a function that prepares an operation and holds its version, unless the operation is refused. */
function createPrepare(
  find: SupergraphVersions['find'],
  options: ReadEngineOptions,
  fail: (fault: unknown, client: ClientRequest) => Refused,
): (request: PrepareRequest) => Preparation {
  return (request) => {
    let release: (() => void) | undefined;
    const failed = (fault: unknown): Refused => {
      release?.();
      return fail(fault, request.client);
    };
    try {
      const version = find(request.schema);
      release = version.hold();
      const held = release;
      const preparing = prepareOperation(version, held, options, request);
      if (!(preparing instanceof Promise)) return releaseIfRefused(preparing, held);
      return preparing.then((prepared) => releaseIfRefused(prepared, held), failed);
    } catch (fault) {
      return failed(fault);
    }
  };
}

function releaseIfRefused(
  prepared: PreparedOperation | Refused,
  release: () => void,
): PreparedOperation | Refused {
  if (prepared.kind === 'refused') release();
  return prepared;
}

function createSettings(
  options: ReadEngineOptions,
  onFault: ExecutionSettings['onFault'],
): ExecutionSettings {
  return {
    maxErrorsPerFetch: options.maxErrorsPerFetch,
    largeAnswers: createLargeAnswers(options.maxResponseBytes),
    onSubgraphError: options.onSubgraphError ?? (() => {}),
    onClientGone: options.onClientGone ?? (() => {}),
    onFault,
  };
}

/** Starts a subscription. Its cost counts now, and not for each event. */
async function subscribe(
  prepared: PreparedOperation,
  request: ExecuteOptions,
  host: SubscriptionHost,
  options: ReadEngineOptions,
): Promise<SubscriptionAnswer | Refused> {
  const { version, compiled, variables } = prepared;
  const decisions = createDecisions(prepared, options, options.cost);
  const admitted = await admitRequest(version.state, compiled, { ...decisions, variables });
  if (admitted.kind === 'refused') return admitted;
  if (!isSubscription(prepared))
    return refused({ message: refusedMessage, code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
  const { subgraph, subgraphName } = prepared.compiled.event;
  if (subgraph.subscribe === undefined) {
    const message = `The subgraph "${subgraphName}" does not support subscriptions.`;
    return refused({ message, code: 'OPERATION_NOT_SUPPORTED' });
  }
  return followSubscription(prepared, host, request);
}

/** Creates a function that executes a prepared operation, for one event if it is a subscription. */
function createExecute(options: ReadEngineOptions, settings: ExecutionSettings) {
  return (
    prepared: PreparedOperation,
    { event, signal }: Pick<ExecuteOptions, 'signal'> & { readonly event?: SubgraphAnswer },
  ): Promise<OperationAnswer | IncrementalAnswer | Refused> => {
    const { version, compiled, client, variables, deadline, trace, observer } = prepared;
    const cost = event === undefined ? options.cost : undefined;
    const { locate, admit } = createDecisions(prepared, options, cost);
    const request = { variables, client, locate, admit, signal, deadline, trace, observer, event };
    return executeOperation(version.state, compiled, request, settings);
  };
}

/** Creates the functions with which an execution locates errors and is admitted. */
function createDecisions(
  { version, compiled, restriction, text, client, observer }: PreparedOperation,
  { authorization, maxErrorsPerFetch: maxErrors }: ReadEngineOptions,
  cost: ReadEngineOptions['cost'] | undefined,
) {
  const admission = {
    schema: version.state.apiSchema,
    compiled,
    client,
    rejected: authorization?.rejectUnauthorized ? restriction?.filter() : undefined,
    cost,
    observer,
    maxErrors,
  };
  return {
    locate: () => locateOperation(text, compiled.operation),
    admit: (values: Readonly<Record<string, unknown>>) => admitOperation(admission, values),
  };
}
