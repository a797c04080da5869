import type { GraphQLError } from 'graphql';
import type { JsonObject } from '../json-object.ts';
import type { Refused } from '../refusal.ts';
import type { OperationOutcome } from '../trace/operation-observer.ts';
import type { PathSegment } from './response-errors.ts';

/** Answer to an operation. */
export interface OperationAnswer {
  readonly kind: 'answer';
  readonly data: JsonObject | null;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: JsonObject;
}

/** Answer in parts to an operation with deferred fragments, independent of any wire format. */
export interface IncrementalAnswer {
  readonly kind: 'incremental';
  readonly initialResult: InitialResult;
  /** Later results, in order. Ending the iteration ends the requests to subgraphs. */
  readonly subsequentResults: AsyncIterable<SubsequentResult>;
}

/** First result of an operation with deferred fragments. */
export interface InitialResult extends Omit<OperationAnswer, 'kind'> {
  readonly pending: readonly PendingPart[];
  readonly hasNext: true;
}

/** Later result of an operation with deferred fragments. */
export interface SubsequentResult {
  /** Fragments inside the delivered ones that are delivered later. */
  readonly pending: readonly PendingPart[];
  readonly incremental: readonly Increment[];
  readonly completed: readonly CompletedPart[];
  readonly hasNext: boolean;
  readonly extensions?: JsonObject;
}

/** Deferred fragment of one object of the answer. */
export interface PendingPart {
  /** Identifier, unique among the operation's results. */
  readonly id: string;
  /** Path of the object that the fragment is on. */
  readonly path: readonly PathSegment[];
  /** Label that the client gave, or undefined if it gave none. */
  readonly label: string | undefined;
}

/** Fields of a deferred fragment for one object, which is the fragment's own or one inside it. */
export interface Increment {
  readonly part: PendingPart;
  /** Path from the fragment's object to the object that has the fields. */
  readonly subPath: readonly PathSegment[];
  readonly data: JsonObject;
  readonly errors: readonly GraphQLError[];
}

/** Deferred fragment that is delivered. With errors it has failed as a whole, and has no increments. */
export interface CompletedPart {
  readonly part: PendingPart;
  readonly errors: readonly GraphQLError[];
}

/** Answers to the events of a subscription. */
export interface SubscriptionAnswer {
  readonly kind: 'subscription';
  /**
   * Answer to each event, in order. Its `extensions.cursor` is the cursor after which the subscription can be
   * resumed without the event, if there is one. A last item of kind `refused` gives the reason why the
   * subscription ended early, with `details.cursor`. Ending the iteration ends the subscription.
   */
  readonly events: AsyncIterable<OperationAnswer | Refused>;
  /** Returns the cursor up to which the client has everything. It may advance without an event. */
  readonly cursor: () => string | undefined;
}

/** Returns the outcome of an operation, or of one event, for its observer. */
export function outcomeOf(result: OperationAnswer | SubscriptionAnswer | Refused): OperationOutcome {
  if (result.kind === 'refused') return 'refused';
  return result.kind === 'answer' && result.errors !== undefined ? 'errors' : 'data';
}
