import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Restriction } from '../authorization/operation-access.ts';
import type { CompiledOperation } from '../compile/compiled-operation.ts';
import { readDeferral } from '../compile/deferral.ts';
import type { ReadEngineOptions } from '../engine-options.ts';
import { PlanningError } from '../planning/operation-planner.ts';
import { type Refused, refused } from '../refusal.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import { bothObservers, type OperationObserver, type OperationOutcome } from '../trace/operation-observer.ts';
import { createTraceRecorder, type TraceRecorder } from '../trace/trace-recorder.ts';
import { type PlanningRequest, planOperation } from './plan-operation.ts';
import { hashOf, readDocument, selectOperation } from './read-operation.ts';
import type { SupergraphVersion } from './supergraph-version.ts';

/** Operation that a client requests. */
export interface OperationRequest {
  /** Text of the document. */
  readonly text: string;
  /**
   * Document of the text, if the caller has parsed it and validated it against the API schema. default: the engine
   * parses and validates each text once for each supergraph version
   */
  readonly document?: DocumentNode;
  /** SHA-256 of the text in hexadecimal digits, if the caller has it; used with `document`. default: computed */
  readonly hash?: string;
  readonly operationName?: string | undefined;
  /** Variables as the client sent them. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly client: ClientRequest;
  /** True if the client accepts an answer in parts. Otherwise @defer has no effect. default: false */
  readonly incremental?: boolean | undefined;
  /** True if the client can receive a stream of events. Otherwise a subscription is refused. default: false */
  readonly subscriptions?: boolean | undefined;
  /**
   * `event` for one event of a subscription, `renewal` for a subscription that continues on another version, which is not
   * observed. default: the operation of a client
   */
  readonly purpose?: 'event' | 'renewal' | undefined;
}

/** Operation that is ready to execute for one request. It holds its supergraph version until it is released. */
export interface PreparedOperation {
  readonly kind: 'ready';
  readonly version: SupergraphVersion;
  readonly compiled: CompiledOperation;
  /** Fields that the client must not see, or undefined if nothing is refused. */
  readonly restriction: Restriction | undefined;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly client: ClientRequest;
  /** Time by which the request must be answered, by `performance.now()`; undefined if there is no deadline. */
  readonly deadline: number | undefined;
  /** Trace recorder; undefined unless the client receives a trace. */
  readonly trace: TraceRecorder | undefined;
  /** Observer, including the trace recorder; undefined unless the operation is observed. */
  readonly observer: OperationObserver | undefined;
  /** Tells the observer that the operation has ended. Idempotent. */
  ends(outcome: OperationOutcome): void;
  /** Releases the supergraph version. Idempotent. An operation that has not ended ends as refused. */
  release(): void;
}

/** Outcome of a preparation. It is a promise only if a policy decides access, or if the operation has to be planned. */
export type Preparation = PreparedOperation | Refused | Promise<PreparedOperation | Refused>;

/**
 * Prepares an operation on a supergraph version: reads it, applies the access rules to its client, and plans
 * it unless its plan is cached. `release` ends the hold of the version. Throws or rejects only for a fault of the
 * engine or of a function in the options.
 */
export function prepareOperation(
  version: SupergraphVersion,
  release: () => void,
  options: ReadEngineOptions,
  request: OperationRequest,
): Preparation {
  const { requestTimeoutMs: timeoutMs } = options;
  const deadline = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
  const { text, document: given, hash, operationName, client, purpose } = request;
  const valid =
    given === undefined
      ? readDocument(text, version.state.apiSchema, version.documents)
      : { document: given, hash: hash ?? hashOf(text), reading: undefined };
  if ('kind' in valid) return valid;
  const { document, reading } = valid;
  const operation = selectOperation(document, operationName);
  if (operation.kind === 'refused') return operation;
  if (operation.operation === 'subscription' && !request.subscriptions) {
    const message = 'Subscriptions are not supported over this connection. Use a query.';
    return refused({ message, code: 'OPERATION_NOT_SUPPORTED' });
  }
  const trace = options.trace?.(client) ? createTraceRecorder() : undefined;
  const isEvent = purpose === 'event';
  const observed =
    purpose === 'renewal' ? undefined : options.observe?.({ client, text, operation, isEvent, reading });
  const observer = bothObservers(trace, observed);
  const read = { document, operation, hash: valid.hash, trace, observer, deadline };
  try {
    const prepared = planRead({ version, release, options, request, read });
    if (prepared instanceof Promise) return whenPrepared(prepared, observer);
    if (prepared.kind === 'refused') observer?.ends('refused');
    return prepared;
  } catch (fault) {
    observer?.ends('refused');
    throw fault;
  }
}

async function whenPrepared(
  preparing: Promise<PreparedOperation | Refused>,
  observer: OperationObserver | undefined,
): Promise<PreparedOperation | Refused> {
  try {
    const prepared = await preparing;
    if (prepared.kind === 'refused') observer?.ends('refused');
    return prepared;
  } catch (fault) {
    observer?.ends('refused');
    throw fault;
  }
}

/** Operation that was read from its document. */
interface ReadOperation extends Pick<PreparedOperation, 'trace' | 'observer' | 'deadline'> {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly hash: string;
}

/** Preparation of an operation that was read. */
interface Reading {
  readonly version: SupergraphVersion;
  readonly release: () => void;
  readonly options: ReadEngineOptions;
  readonly request: OperationRequest;
  readonly read: ReadOperation;
}

/** Decides access, then plans. */
function planRead(reading: Reading): Preparation {
  const { version, request, read } = reading;
  const { document, operation, deadline } = read;
  const { variables = {}, client } = request;
  const restricting = version.authorization?.authorize({ document, operation, variables, client });
  if (!(restricting instanceof Promise)) return planRestricted(reading, restricting);
  return beforeDeadline(restricting, deadline).then((restriction) =>
    restriction === late ? tooSlow() : planRestricted(reading, restriction),
  );
}

function planRestricted(reading: Reading, restriction: Restriction | undefined): Preparation {
  const { version, options, request, read } = reading;
  const { document, operation, hash: queryHash, observer } = read;
  const { variables = {}, client, incremental } = request;
  const labels = version.chooseLabels(options.overrideLabels?.(client));
  observer?.planningBegins();
  const deferral = incremental ? readDeferral(document, operation, variables) : undefined;
  const source = { queryHash, document, operation, labels, restriction, deferral };
  const found = planOperation(version, source, () => createPlanningRequest(options, client));
  if (found instanceof Promise) return whenPlanned(reading, restriction, found);
  observer?.planningEnds('cached');
  return ready(reading, restriction, found);
}

async function whenPlanned(
  reading: Reading,
  restriction: Restriction | undefined,
  planning: Promise<CompiledOperation>,
): Promise<PreparedOperation | Refused> {
  const { observer, deadline } = reading.read;
  let compiled: CompiledOperation | typeof late;
  try {
    compiled = await beforeDeadline(planning, deadline);
  } catch (cause) {
    observer?.planningEnds('failed');
    return refuseUnplanned(cause);
  }
  observer?.planningEnds(compiled === late ? 'failed' : 'planned');
  return compiled === late ? tooSlow() : ready(reading, restriction, compiled);
}

function ready(
  { version, release, request, read }: Reading,
  restriction: Restriction | undefined,
  compiled: CompiledOperation,
): PreparedOperation {
  const { text, variables = {}, client } = request;
  const { deadline, trace, observer } = read;
  const end = observer && endOnce(observer, release);
  return {
    kind: 'ready',
    version,
    compiled,
    restriction,
    text,
    variables,
    client,
    deadline,
    trace,
    observer,
    ends: end?.ends ?? nothing,
    release: end?.release ?? release,
  };
}

const nothing = (): void => {};

function endOnce(
  observer: OperationObserver,
  release: () => void,
): Pick<PreparedOperation, 'ends' | 'release'> {
  let hasEnded = false;
  const ends = (outcome: OperationOutcome): void => {
    if (!hasEnded) observer.ends(outcome);
    hasEnded = true;
  };
  return {
    ends,
    release() {
      ends('refused');
      release();
    },
  };
}

/** Creates the request to plan a new operation. An error of `onPlanned` is reported and does not fail the operation. */
function createPlanningRequest(
  { callerOf, onPlanned, onError }: ReadEngineOptions,
  client: ClientRequest,
): PlanningRequest {
  return {
    caller: {
      key: callerOf?.(client),
      onPlanned: async (milliseconds) => {
        try {
          await onPlanned?.(client, milliseconds);
        } catch (cause) {
          onError('onPlanned failed', cause, client);
        }
      },
    },
    onFailure: (cause) => onError('An operation was not planned', cause, client),
  };
}

/** Refuses an operation without a plan. The planner's message is not passed on: it may name subgraphs. */
function refuseUnplanned(cause: unknown): Refused {
  const code = cause instanceof PlanningError ? cause.code : 'OPERATION_NOT_PLANNED';
  switch (code) {
    case 'OPERATION_NOT_PLANNED':
      return refused({ message: 'This operation cannot be planned.', code });
    case 'PLANNING_LIMIT_EXCEEDED':
      return refused({ message: 'This operation takes too long to plan. Request less at once.', code });
    case 'PLANNER_UNAVAILABLE': {
      const message = 'Too many new operations are being planned. Retry after 1 s.';
      return refused({ message, code, retryAfterSeconds: 1 });
    }
    default:
      return code satisfies never;
  }
}

/** Result of a wait that exceeds the request's deadline. */
const late: unique symbol = Symbol('late');

/** Returns the awaited value, or {@link late} at the deadline. For waits before any subgraph request. */
async function beforeDeadline<T>(waited: Promise<T>, deadline: number | undefined): Promise<T | typeof late> {
  if (deadline === undefined) return waited;
  let timer: NodeJS.Timeout | undefined;
  const ends = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), Math.max(0, deadline - performance.now())).unref();
  });
  return Promise.race([waited, ends]).finally(() => clearTimeout(timer));
}

function tooSlow(): Refused {
  return refused({ message: 'The request took too long.', code: 'GATEWAY_TIMEOUT' });
}
