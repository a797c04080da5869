import {
  type DocumentNode,
  execute,
  getVariableValues,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { introspectionSource } from '../compile/answer-shape.ts';
import type { AnswerVariant } from '../compile/answer-variants.ts';
import type { CompiledOperation } from '../compile/compiled-operation.ts';
import type { JsonObject } from '../json-object.ts';
import type { EngineRefusal, Refusal, Refused } from '../refusal.ts';
import type { ClientRequest, SubgraphAnswer } from '../subgraphs/subgraph.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import { describeTrace } from '../trace/describe-trace.ts';
import type { OperationObserver } from '../trace/operation-observer.ts';
import type { TraceRecorder } from '../trace/trace-recorder.ts';
import { answerWith, buildAnswer, refuseIfTooLarge } from './build-answer.ts';
import { engineError } from './client-errors.ts';
import { executeDeferred } from './execute-deferred.ts';
import type { Execution, ExecutionSettings } from './execution.ts';
import type { IncrementalAnswer, OperationAnswer } from './operation-results.ts';
import { runStep } from './run-step.ts';

/** Decision whether an operation is executed. */
export type Admission =
  | { readonly refusals: readonly Refusal[] }
  /** Content for the answer's `extensions`. */
  | { readonly refusals: undefined; readonly extensions: JsonObject | undefined };

/** Request of a client. */
export interface OperationRequest {
  readonly variables: Readonly<Record<string, unknown>>;
  /** Returns the operation with locations in the client's text, for errors. */
  readonly locate: () => OperationDefinitionNode;
  readonly client: ClientRequest;
  readonly signal: AbortSignal | undefined;
  /** Trace recorder; undefined unless the client receives a trace in `extensions.trace`. */
  readonly trace: TraceRecorder | undefined;
  /** Observer of the operation, including the trace recorder; undefined unless it is observed. */
  readonly observer: OperationObserver | undefined;
  /** Time by which the answer must be given, by `performance.now()`; undefined if there is no deadline. */
  readonly deadline: number | undefined;
  /** Decides whether to execute the operation. Called with valid variables, before any subgraph request. */
  readonly admit: (variables: Readonly<Record<string, unknown>>) => Admission | Promise<Admission>;
  /** Event of a subscription that the operation is executed for; undefined for other operations. */
  readonly event?: SubgraphAnswer | undefined;
}

/** Maximum number of reported invalid variables. */
const maxVariableErrors = 50;

/** Executes an operation. Rejects only for a fault of the engine itself. */
export async function executeOperation(
  state: SupergraphState,
  compiled: CompiledOperation,
  request: OperationRequest,
  settings: ExecutionSettings,
): Promise<OperationAnswer | IncrementalAnswer | Refused> {
  const admitting = admitRequest(state, compiled, request);
  const admitted = admitting instanceof Promise ? await admitting : admitting;
  if (admitted.kind === 'refused') return admitted;
  const { values, extensions: told } = admitted;
  const variant = compiled.variant(values);
  if (variant.unasked.length > 0) return refuseUnresolvable(variant, told);
  const execution: Execution = {
    data: {},
    errors: [],
    losses: [],
    stale: [],
    variables: request.variables,
    coercedVariables: values,
    client: request.client,
    signal: request.signal,
    schema: state.supergraphSchema,
    settings,
    observer: request.observer,
    event: request.event,
  };
  if (compiled.introspection) introspect(state, compiled.introspection, execution);
  const extensionsOf = (): JsonObject | undefined => {
    const known = execution.stale.length === 0 ? told : { ...told, stale: execution.stale };
    return request.trace ? { ...known, trace: describeTrace(compiled, values, request.trace) } : known;
  };
  const answer = { compiled, variant, execution };
  if (compiled.isDeferred) return executeDeferred(answer, request, extensionsOf);
  try {
    const running = runStep(compiled.step, execution, request.deadline);
    if (running !== undefined) await running;
  } catch (problem) {
    return refuseIfTooLarge(problem, settings);
  }
  const finishing = settings.largeAnswers.build(variant, (budget, hasWaited) =>
    // The client disconnected while its answer waited for its turn, so no answer is built.
    hasWaited && request.signal?.aborted ? answerWith(null) : buildAnswer(answer, budget),
  );
  const result = finishing instanceof Promise ? await finishing : finishing;
  const extensions = extensionsOf();
  return extensions ? { ...result, extensions } : result;
}

/** Request that is executed. */
interface Admitted {
  readonly kind: 'admitted';
  /** Coerced variables. */
  readonly values: JsonObject;
  /** Content for the answer's `extensions`. */
  readonly extensions: JsonObject | undefined;
}

/** Coerces the variables of a request, and decides whether it is executed. */
export function admitRequest(
  state: SupergraphState,
  compiled: CompiledOperation,
  request: Pick<OperationRequest, 'variables' | 'locate' | 'admit'>,
): Admitted | Refused | Promise<Admitted | Refused> {
  const coerced = coerceVariables(state, compiled, request);
  if ('refusals' in coerced) return coerced;
  const { values } = coerced;
  const decide = (admission: Admission): Admitted | Refused =>
    admission.refusals === undefined
      ? { kind: 'admitted', values, extensions: admission.extensions }
      : { kind: 'refused', refusals: admission.refusals };
  const admitting = request.admit(values);
  return admitting instanceof Promise ? admitting.then(decide) : decide(admitting);
}

function coerceVariables(
  state: SupergraphState,
  { operation, coerceLeaves }: CompiledOperation,
  { variables, locate }: Pick<OperationRequest, 'variables' | 'locate'>,
): { readonly values: JsonObject } | Refused {
  const definitions = operation.variableDefinitions ?? [];
  const leaves = coerceLeaves?.(variables);
  if (leaves !== undefined) return { values: leaves };
  const coerce = (nodes: readonly VariableDefinitionNode[]) =>
    getVariableValues(state.apiSchema, nodes, variables, { maxErrors: maxVariableErrors });
  const { coerced } = coerce(definitions);
  if (coerced) return { values: coerced };
  const { errors = [] } = coerce(locate().variableDefinitions ?? []);
  const refusals = errors.map(({ message, positions }): EngineRefusal => {
    return { message, code: 'BAD_USER_INPUT', ...(positions && { positions }) };
  });
  return { kind: 'refused', refusals };
}

function introspect(state: SupergraphState, document: DocumentNode, execution: Execution): void {
  const result = execute({ schema: state.apiSchema, document, variableValues: execution.variables });
  if (!('data' in result) || !result.data) throw new Error('Introspection must give data');
  for (const [name, value] of Object.entries(result.data)) execution.data[introspectionSource(name)] = value;
}

/** Refuses an operation with a field that no subgraph can resolve. It has no data, and nothing is executed. */
function refuseUnresolvable(
  { shape, unasked }: AnswerVariant,
  extensions: JsonObject | undefined,
): OperationAnswer {
  const errors = unasked.map(({ responseName, fieldName }) => {
    const message = `No subgraph can resolve ${shape.typeName}.${fieldName} with this selection.`;
    return engineError(message, [responseName], 'FIELD_NOT_RESOLVABLE');
  });
  return { kind: 'answer', data: null, errors, ...(extensions && { extensions }) };
}
