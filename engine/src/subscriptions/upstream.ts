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
  return new OwnUpstream(prepared, after);
}

/** A class, because a subscription without closures takes less memory while it waits. */
class OwnUpstream implements Upstream, RequestOwner {
  readonly #events: AsyncIterator<SubgraphEvent> | undefined;
  #cursor: string | undefined;
  /** Cursor of the last event, which its subscriber may not have processed yet. The event itself is not kept. */
  #taken: { readonly cursor: string | undefined } | undefined;
  /** Signal of the request, if the subgraph reads it. */
  #ended: AbortController | undefined;
  #isEnded = false;

  constructor(prepared: PreparedSubscription, after: string | undefined) {
    this.#cursor = after;
    const { subgraph } = prepared.compiled.event;
    const request = createSubscriptionRequest(prepared, after, this);
    this.#events = subgraph.subscribe?.(request)[Symbol.asyncIterator]();
  }

  signal(): AbortSignal {
    this.#ended ??= new AbortController();
    if (this.#isEnded) this.#ended.abort();
    return this.#ended.signal;
  }

  move(cursor: string): void {
    if (this.#taken === undefined) this.#cursor = cursor;
  }

  next(): Promise<SubgraphEvent | undefined> {
    if (this.#events === undefined)
      return Promise.reject(new SubgraphError('SUBGRAPH_UNAVAILABLE', 'the subgraph cannot subscribe'));
    if (this.#taken !== undefined) this.#cursor = this.#taken.cursor;
    this.#taken = undefined;
    return this.#events.next().then(this.#take);
  }

  cursor(): string | undefined {
    return this.#cursor;
  }

  end(): void {
    this.#isEnded = true;
    this.#ended?.abort();
    // Errors of an abandoned subscription concern no client.
    this.#events?.return?.().catch(() => {});
  }

  readonly #take = ({ done, value }: IteratorResult<SubgraphEvent>): SubgraphEvent | undefined => {
    this.#taken = done ? undefined : { cursor: value.cursor };
    return done ? undefined : value;
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
  return createSubscriptionRequest(prepared, undefined, undefined).body;
}

/** Owner of a request. Few subgraphs read its signal, which takes a kilobyte. */
interface RequestOwner {
  readonly signal: () => AbortSignal;
  readonly move: (cursor: string) => void;
}

function createSubscriptionRequest(
  { compiled, variables, client }: PreparedSubscription,
  after: string | undefined,
  owner: RequestOwner | undefined,
): SubscriptionRequest {
  const none = { observer: undefined, deadline: undefined };
  const source = { variables, client, signal: undefined };
  const request = Object.assign(createFetchRequest(compiled.event.operation, '', source, none), {
    operationKind: 'subscription' as const,
    after,
    onCursor: (cursor: string) => owner?.move(cursor),
  });
  return Object.defineProperty(request, 'signal', { get: () => owner?.signal() });
}
