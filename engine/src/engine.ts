import type { GraphQLSchema } from 'graphql';
import { type EngineOptions, type ReadEngineOptions, readEngineOptions } from './engine-options.ts';
import { faultMessage } from './execution/client-errors.ts';
import { executeOperation } from './execution/execute-operation.ts';
import type { ExecutionSettings } from './execution/execution.ts';
import { createLargeAnswers } from './execution/large-answers.ts';
import type { IncrementalAnswer, OperationAnswer } from './execution/operation-results.ts';
import { whenEnded } from './execution/when-ended.ts';
import { admitOperation } from './prepare/admit-operation.ts';
import {
  type OperationRequest,
  type PreparedOperation,
  prepareOperation,
} from './prepare/prepare-operation.ts';
import { locateOperation } from './prepare/read-operation.ts';
import { type Refused, refused } from './refusal.ts';
import { createSupergraphVersions, type SupergraphVersions } from './reload/supergraph-versions.ts';
import type { ClientRequest } from './subgraphs/subgraph.ts';

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
   * only if the request was prepared with `incremental` and part of it is deferred. It holds the version
   * until its results end, so iterate over them, or end the iteration.
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
}

/** Result of an execution. */
export type OperationResult = OperationAnswer | IncrementalAnswer | Refused;

/**
 * Creates an engine. Builds and opens nothing before `load`. Throws a TypeError for a number that is out of
 * range. The message begins with `owner`.
 */
export function createEngine(given: EngineOptions, owner = 'createEngine'): Engine {
  const options = readEngineOptions(given, owner);
  const onFault = (fault: unknown, client: ClientRequest): void =>
    options.onError('An operation failed', fault, client);
  const settings: ExecutionSettings = {
    maxErrorsPerFetch: options.maxErrorsPerFetch,
    largeAnswers: createLargeAnswers(options.maxResponseBytes),
    onSubgraphError: options.onSubgraphError ?? (() => {}),
    onClientGone: options.onClientGone ?? (() => {}),
    onFault,
  };
  const { find, ...versions } = createSupergraphVersions(options);
  const fail = (fault: unknown, client: ClientRequest): Refused => {
    onFault(fault, client);
    return refused({ message: faultMessage, code: 'INTERNAL_SERVER_ERROR' });
  };
  return {
    ...versions,
    async prepare(request) {
      let release: (() => void) | undefined;
      try {
        const version = find(request.schema);
        release = version.hold();
        const prepared = await prepareOperation(version, release, options, request);
        if (prepared.kind === 'refused') release();
        return prepared;
      } catch (fault) {
        release?.();
        return fail(fault, request.client);
      }
    },
    async execute(prepared, { signal } = {}) {
      const { client, release } = prepared;
      const executing = executePrepared(prepared, signal, options, settings);
      const result = await executing.catch((fault: unknown) => fail(fault, client));
      if (result.kind !== 'incremental') {
        release();
        return result;
      }
      return { ...result, subsequentResults: whenEnded(result.subsequentResults, release) };
    },
  };
}

async function executePrepared(
  prepared: PreparedOperation,
  signal: AbortSignal | undefined,
  { authorization, cost, maxErrorsPerFetch: maxErrors }: ReadEngineOptions,
  settings: ExecutionSettings,
): Promise<OperationResult> {
  const { version, compiled, restriction, text, variables, client, deadline, trace } = prepared;
  const admission = {
    schema: version.state.apiSchema,
    compiled,
    client,
    rejected: authorization?.rejectUnauthorized ? restriction?.filter() : undefined,
    cost,
    maxErrors,
  };
  return executeOperation(
    version.state,
    compiled,
    {
      variables,
      locate: () => locateOperation(text, compiled.operation),
      client,
      signal,
      deadline,
      trace,
      admit: (values) => admitOperation(admission, values),
    },
    settings,
  );
}
