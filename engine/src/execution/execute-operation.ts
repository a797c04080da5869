import {
  type DocumentNode,
  execute,
  type GraphQLError,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import { describeTrace } from '../trace/describe-trace.ts';
import type { TraceRecorder } from '../trace/trace-recorder.ts';
import { introspectionSource } from './answer-shape.ts';
import { createClientErrors, toGraphQLError } from './client-errors.ts';
import type { AnswerVariant, CompiledOperation } from './compiled-operation.ts';
import { completeAnswer } from './complete-answer.ts';
import type { Execution, ExecutionSettings } from './execution.ts';
import type { JsonObject } from './json-object.ts';
import { oddAnswer } from './shape-function.ts';
import { runStep } from './steps.ts';

/** A response of the gateway. */
export interface OperationResult {
  readonly data?: JsonObject | null;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: JsonObject;
}

/** Whether an operation is executed. */
export type Admission =
  | { readonly refused: OperationResult }
  /** With what the answer's `extensions` have. */
  | { readonly refused: undefined; readonly extensions: JsonObject | undefined };

/** What a client asks. */
export interface OperationRequest {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly client: ClientRequest;
  readonly signal: AbortSignal | undefined;
  /** Present where the client is told, in `extensions.trace`, how its operation is executed. */
  readonly trace: TraceRecorder | undefined;
  /** When the answer must be given, by `performance.now()`; undefined for no such time. */
  readonly deadline: number | undefined;
  /** Asked once the variables are found to be valid, before any subgraph is asked. */
  readonly admit: (variables: Readonly<Record<string, unknown>>) => Admission | Promise<Admission>;
}

/** All that a client is told of a place that it may not see. */
export const refusedMessage = 'Unauthorized field or type';

/** How many invalid variables are told. */
const maxVariableErrors = 50;

/** Answers an operation. It rejects for a fault of the engine alone. */
export async function executeOperation(
  state: SupergraphState,
  compiled: CompiledOperation,
  request: OperationRequest,
  settings: ExecutionSettings,
): Promise<OperationResult> {
  const coerced = coerceVariables(state, compiled.operation, request.variables);
  if ('errors' in coerced) return coerced;
  const admitting = request.admit(coerced.values);
  const admission = admitting instanceof Promise ? await admitting : admitting;
  if (admission.refused !== undefined) return admission.refused;
  const execution: Execution = {
    data: {},
    errors: [],
    variables: request.variables,
    coercedVariables: coerced.values,
    client: request.client,
    signal: request.signal,
    schema: state.supergraphSchema,
    settings,
    trace: request.trace,
  };
  const running = runStep(compiled.step, execution, request.deadline);
  if (running !== undefined) await running;
  if (compiled.introspection) introspect(state, compiled.introspection, execution);
  const result = finish(compiled, compiled.variant(coerced.values), execution);
  const extensions = request.trace
    ? { ...admission.extensions, trace: describeTrace(compiled, coerced.values, request.trace) }
    : admission.extensions;
  return extensions ? { ...result, extensions } : result;
}

function coerceVariables(
  state: SupergraphState,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): { readonly values: JsonObject } | { readonly errors: readonly GraphQLError[] } {
  const definitions = operation.variableDefinitions ?? [];
  if (definitions.length === 0) return { values: {} };
  const coerced = getVariableValues(state.apiSchema, definitions, variables, {
    maxErrors: maxVariableErrors,
  });
  if (coerced.coerced) return { values: coerced.coerced };
  return {
    errors: (coerced.errors ?? []).map(({ message, nodes }) =>
      toGraphQLError(message, undefined, 'BAD_USER_INPUT', { nodes }),
    ),
  };
}

function introspect(state: SupergraphState, document: DocumentNode, execution: Execution): void {
  const result = execute({ schema: state.apiSchema, document, variableValues: execution.variables });
  if (!('data' in result) || !result.data) throw new Error('Introspection must give data');
  for (const [name, value] of Object.entries(result.data)) execution.data[introspectionSource(name)] = value;
}

function finish(compiled: CompiledOperation, variant: AnswerVariant, execution: Execution): OperationResult {
  const { shape, unasked } = variant;
  const { data, errors, settings } = execution;
  if (errors.length === 0 && unasked.length === 0 && variant.shapeFunction) {
    try {
      return { data: variant.shapeFunction(data) };
    } catch (problem) {
      if (problem !== oddAnswer) throw problem;
    }
  }
  const clientErrors = createClientErrors(
    errors,
    { shape, data, clientSources: compiled.clientSources, rootFields: compiled.rootFields },
    settings.maxErrorsPerFetch,
  );
  for (const { responseName, fieldName } of unasked) {
    const message = `No subgraph can answer ${shape.typeName}.${fieldName} as it is selected.`;
    clientErrors.addUncovered([responseName], message, 'FIELD_NOT_RESOLVABLE');
  }
  const completed = completeAnswer(shape, data, {
    onInvalid: (path, message) => clientErrors.addUncovered(path, message, 'INVALID_RESPONSE_VALUE'),
    onRefused: (path) => clientErrors.addUncovered(path, refusedMessage, 'UNAUTHORIZED_FIELD_OR_TYPE'),
  });
  return clientErrors.list.length === 0
    ? { data: completed }
    : { data: completed, errors: clientErrors.list };
}
