import type { Fetch } from '../compile/fetch.ts';
import { createFetchRequest } from '../execution/fetch-request.ts';
import type { PreparedOperation } from '../prepare/prepare-operation.ts';
import type { SubgraphEvent, SubscriptionRequest } from '../subgraphs/subgraph.ts';
import { SubgraphError } from '../subgraphs/subgraph-error.ts';

/** Subscription of the gateway to a subgraph. */
export interface Upstream {
  /** Waits for the next event. Returns undefined at the end. Rejects if the subscription is refused or broken. */
  next(): Promise<SubgraphEvent | undefined>;
  /**
   * Returns the cursor after which the subscription can be resumed, or undefined if there is none. It covers an event once
   * the next one is waited for.
   */
  cursor(): string | undefined;
  /** Ends the subscription. Idempotent. */
  end(): void;
}

/** Prepared subscription that has a subgraph to subscribe to. */
export interface PreparedSubscription extends PreparedOperation {
  readonly compiled: PreparedOperation['compiled'] & { readonly event: Fetch };
}

/** Returns true if an operation is a subscription with a subgraph to subscribe to. */
export function isSubscription(prepared: PreparedOperation): prepared is PreparedSubscription {
  return prepared.compiled.event !== undefined;
}

/** Starts a subscription for one client, after a cursor or from now on. */
export function openUpstream(prepared: PreparedSubscription, after: string | undefined): Upstream {
  const ended = new AbortController();
  let cursor = after;
  let taken: SubgraphEvent | undefined;
  const request = createSubscriptionRequest(prepared, after, ended.signal, (moved) => {
    if (taken === undefined) cursor = moved;
  });
  const { subgraph } = prepared.compiled.event;
  const events = subgraph.subscribe?.(request)[Symbol.asyncIterator]();
  const take = (step: IteratorResult<SubgraphEvent>): SubgraphEvent | undefined => {
    taken = step.done ? undefined : step.value;
    return taken;
  };
  return {
    next() {
      if (events === undefined)
        return Promise.reject(new SubgraphError('SUBGRAPH_UNAVAILABLE', 'the subgraph cannot subscribe'));
      if (taken !== undefined) cursor = taken.cursor;
      taken = undefined;
      return events.next().then(take);
    },
    cursor: () => cursor,
    end() {
      ended.abort();
      // Errors of an abandoned subscription concern no client.
      events?.return?.().catch(() => {});
    },
  };
}

/**
 * Returns true if a repeated preparation of a subscription has the same subscription to the same subgraph. Both have the
 * same variables, so equal compiled operations have equal requests.
 */
export function haveSameUpstream(one: PreparedSubscription, other: PreparedSubscription): boolean {
  const [first, second] = [one.compiled.event, other.compiled.event];
  return first === second || (first.subgraph === second.subgraph && textOf(one) === textOf(other));
}

/** Returns the request to the subgraph as text. */
export function textOf(prepared: PreparedSubscription): string {
  return createSubscriptionRequest(prepared, undefined, undefined, () => {}).body;
}

function createSubscriptionRequest(
  { compiled, variables, client }: PreparedSubscription,
  after: string | undefined,
  signal: AbortSignal | undefined,
  onCursor: (cursor: string) => void,
): SubscriptionRequest {
  const none = { observer: undefined, deadline: undefined };
  const request = createFetchRequest(compiled.event.operation, '', { variables, client, signal }, none);
  return Object.assign(request, { operationKind: 'subscription' as const, signal, after, onCursor });
}
