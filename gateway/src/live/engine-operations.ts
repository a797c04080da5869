import type {
  Engine,
  IncrementalAnswer,
  OperationAnswer,
  PreparedOperation,
  Refused,
} from '@supergraph/engine';
import type { ErrorMask } from '@supergraph/service-kit/errors.ts';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import { GraphQLError, type GraphQLFormattedError, Source } from 'graphql';
import type { ExecuteOperation, LiveOperation } from './live-operations.ts';
import { mapItems } from './map-items.ts';
import type { OperationOutcome, OperationResult } from './operation-outcome.ts';
import type { OperationTexts } from './operation-texts.ts';

/** Options of the operations of an engine. */
export interface EngineOperationOptions {
  readonly engine: Engine;
  readonly texts: OperationTexts;
  /** False if clients may not introspect the schema. */
  readonly introspection: boolean;
  /** Called with each operation that is executed. default: none */
  readonly onOperation?: ((text: string, name: string | undefined) => void) | undefined;
  /** Returns an error in the form that clients receive. */
  readonly formatError: ErrorMask;
}

/** Creates the execution of operations by the engine. */
export function createEngineOperations(options: EngineOperationOptions): ExecuteOperation {
  const { engine, texts } = options;
  const resultOf = createResultOf(options);
  return async (operation) => {
    const { caller, headers, parameters, accepts } = operation;
    const { operationName, variables } = readParameters(parameters);
    const text = await texts.read(parameters);
    const client = { headers, contextValue: { caller }, origin: 'client' as const, restrictCache };
    const prepared = await engine.prepare({
      text,
      operationName,
      variables,
      client,
      incremental: accepts.incremental,
      // A subscription that the client cannot receive is refused below, with the header to send.
      subscriptions: true,
    });
    if (prepared.kind === 'refused') return refuse(prepared, text, options);
    try {
      checkPrepared(prepared, operation, options);
    } catch (error) {
      prepared.release();
      throw error;
    }
    options.onOperation?.(text, prepared.compiled.operation.name?.value);
    // A subscription ends with its results. Listeners of a signal would take a kilobyte for each.
    const signal = isSubscription(prepared) ? undefined : caller.signal;
    const result = await engine.execute(prepared, { signal, after: operation.after });
    switch (result.kind) {
      case 'refused':
        return refuse(result, text, options);
      case 'answer':
        return { kind: 'single', result: toResult(result, options) };
      case 'incremental':
        return maskParts(result, options);
      case 'subscription': {
        const results = mapItems(result.events, (event) =>
          event.kind === 'answer'
            ? resultOf(event)
            : { kind: 'ended' as const, errors: toErrors(event, text, options) },
        );
        return { kind: 'stream', results, cursor: result.cursor };
      }
      default:
        return result satisfies never;
    }
  };
}

/** Results of these operations are not cached. A function for all, which each subscription would keep. */
const restrictCache = (): void => {};

/** Creates the conversion of answers to events. Subscriptions that share an answer share its result. */
function createResultOf(options: EngineOperationOptions): (answer: OperationAnswer) => OperationResult {
  const results = new WeakMap<OperationAnswer, OperationResult>();
  return (answer) => {
    const result = results.get(answer) ?? toResult(answer, options);
    results.set(answer, result);
    return result;
  };
}

function toResult(
  { data, errors, extensions }: OperationAnswer,
  { formatError }: EngineOperationOptions,
): OperationResult {
  return {
    data,
    ...(errors && { errors: errors.map((error) => formatError(error.toJSON(), error)) }),
    ...(extensions && { extensions }),
  };
}

function maskParts(answer: IncrementalAnswer, { formatError }: EngineOperationOptions): IncrementalAnswer {
  const mask = (error: GraphQLError): GraphQLError => {
    const { message, path, extensions } = formatError(error.toJSON(), error);
    return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
  };
  const maskAll = <T extends { readonly errors: readonly GraphQLError[] }>(part: T): T =>
    part.errors.length === 0 ? part : { ...part, errors: part.errors.map(mask) };
  const { initialResult, subsequentResults } = answer;
  const { errors } = initialResult;
  return {
    kind: 'incremental',
    initialResult: errors ? { ...initialResult, errors: errors.map(mask) } : initialResult,
    subsequentResults: mapItems(subsequentResults, (result) => ({
      ...result,
      incremental: result.incremental.map(maskAll),
      completed: result.completed.map(maskAll),
    })),
  };
}

function readParameters({ operationName, variables }: LiveOperation['parameters']) {
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw badRequest('"operationName" must be a text.');
  if (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables)))
    throw badRequest('"variables" must be an object.');
  return { operationName: operationName || undefined, variables: { ...variables } };
}

function isSubscription({ compiled }: PreparedOperation): boolean {
  return compiled.operation.operation === 'subscription';
}

/** Refuses operations that the client's request does not allow. */
function checkPrepared(
  { compiled }: PreparedOperation,
  { mayMutate, accepts }: LiveOperation,
  { introspection }: EngineOperationOptions,
): void {
  const { operation } = compiled.operation;
  if (operation === 'mutation' && !mayMutate) {
    const message = 'A mutation must be sent by POST.';
    throw new RefusedError({ code: 'METHOD_NOT_ALLOWED', message });
  }
  if (operation === 'subscription' && !accepts.stream)
    throw new RefusedError({ code: 'NOT_ACCEPTABLE', message: needsStream });
  if (compiled.introspection !== undefined && !introspection)
    throw new RefusedError({ code: 'GRAPHQL_VALIDATION_FAILED', message: 'Introspection is not allowed.' });
}

/** Message for a client that sends a subscription and accepts no stream. */
export const needsStream =
  'A subscription has many results. Accept text/event-stream, accept multipart/mixed;subscriptionSpec="1.0", or open a WebSocket with the subprotocol graphql-transport-ws.';

function refuse(refused: Refused, text: string, options: EngineOperationOptions): OperationOutcome {
  const retryAfterSeconds = refused.refusals[0]?.retryAfterSeconds;
  return { kind: 'refused', errors: toErrors(refused, text, options), retryAfterSeconds };
}

function toErrors(
  { refusals }: Refused,
  text: string,
  { formatError }: EngineOperationOptions,
): readonly GraphQLFormattedError[] {
  return refusals.map(({ message, code, details, retryAfterSeconds, path, positions }) => {
    const error = new GraphQLError(message, {
      path: path ?? null,
      source: positions ? new Source(text) : null,
      positions: positions ?? null,
      extensions: { ...details, code, retryAfterSeconds },
    });
    return formatError(error.toJSON(), error);
  });
}

function badRequest(message: string): RefusedError {
  return new RefusedError({ code: 'BAD_REQUEST', message });
}
