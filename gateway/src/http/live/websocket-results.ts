import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  GraphQLSchema,
  parse,
} from 'graphql';
import type { Delivery } from '../../live/delivery.ts';
import type { LiveOutcome } from '../../live/live-operations.ts';
import type { OperationResult } from '../../live/operation-outcome.ts';

/** Outcome that a WebSocket can carry. */
export type CarriedOutcome = Extract<LiveOutcome, { readonly kind: 'single' | 'stream' }>;

/**
 * Passes outcomes through graphql-ws, which expects to execute operations itself, with the arguments and the
 * error objects of graphql-js.
 */
export interface ResultCarrier {
  /** Returns arguments that stand for an outcome. */
  readonly carry: (outcome: CarriedOutcome) => ExecutionArgs;
  /** Returns the stand-in for the outcome of the arguments. */
  readonly execute: (carried: ExecutionArgs) => ExecutionResult | AsyncIterable<ExecutionResult>;
  /** Returns the result that another one stands for. */
  readonly unwrap: (carried: object) => FormattedExecutionResult;
  /** Returns a graphql-js error that stands for one in the client's form. */
  readonly carryError: (error: GraphQLFormattedError) => GraphQLError;
  readonly unwrapError: (carried: GraphQLError) => GraphQLFormattedError;
}

/** Creates a carrier without outcomes. */
export function createResultCarrier(): ResultCarrier {
  const outcomes = new WeakMap<ExecutionArgs, CarriedOutcome>();
  const results = new WeakMap<object, OperationResult>();
  const errors = new WeakMap<GraphQLError, GraphQLFormattedError>();
  const wrap = (result: OperationResult): ExecutionResult => {
    const carried: ExecutionResult = {};
    results.set(carried, result);
    return carried;
  };
  return {
    carry(outcome) {
      const document = outcome.kind === 'stream' ? anySubscription : anyQuery;
      const carried: ExecutionArgs = { schema: noSchema, document };
      outcomes.set(carried, outcome);
      return carried;
    },
    execute(carried) {
      const outcome = outcomes.get(carried);
      if (outcome === undefined) throw new Error('only carried outcomes are executed');
      return outcome.kind === 'stream' ? wrapEach(outcome.delivery, wrap) : wrap(outcome.result);
    },
    unwrap: (carried) => ({ ...results.get(carried) }),
    carryError(error) {
      const carried = new GraphQLError(error.message);
      errors.set(carried, error);
      return carried;
    },
    unwrapError: (carried) => errors.get(carried) ?? carried.toJSON(),
  };
}

const noSchema = new GraphQLSchema({});
const anyQuery = parse('{ __typename }', { noLocation: true });
const anySubscription = parse('subscription { __typename }', { noLocation: true });

/**
 * Wraps the results of a subscription. Throws if the gateway ends it, so that graphql-ws sends the message
 * `error`.
 */
function wrapEach(
  delivery: Delivery,
  wrap: (result: OperationResult) => ExecutionResult,
): AsyncIterable<ExecutionResult> {
  const results = {
    [Symbol.asyncIterator]: () => results,
    async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
      for (;;) {
        const { done, value: item } = await delivery.next();
        if (done || item.kind === 'complete') return { done: true, value: undefined };
        if (item.kind === 'result') return { done: false, value: wrap(item.result) };
        if (item.kind === 'ended') {
          const [{ message, extensions }] = item.errors;
          throw new GraphQLError(message, { extensions: extensions ?? null });
        }
      }
    },
    async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
      await delivery.return();
      return { done: true, value: undefined };
    },
  };
  return results;
}
