import { Kind, type SelectionNode } from 'graphql';
import type { ReadEngineOptions } from '../engine-options.ts';
import { hashOf } from '../prepare/read-operation.ts';
import type { SubgraphEvent } from '../subgraphs/subgraph.ts';
import { SubgraphError } from '../subgraphs/subgraph-error.ts';
import { openUpstream, type PreparedSubscription, textOf, type Upstream } from './upstream.ts';

/** Function that starts a subscription to a subgraph, after a cursor or from now on. */
export type OpenUpstream = (prepared: PreparedSubscription, after: string | undefined) => Upstream;

/** Maximum number of events that wait for one of several subscribers. A slower one gets a subscription of its own. */
const maxWaiting = 100;

/**
 * Creates a function that starts subscriptions. One that starts now joins an equal one of a client with the
 * same key. One that resumes is never shared, because it gets events that others have already received.
 */
export function createOpenUpstream(keyOf: ReadEngineOptions['shareSubscriptions']): OpenUpstream {
  const shared = new Map<string, SharedUpstream>();
  return (prepared, after) => {
    const client = after === undefined && !isResumed(prepared) ? keyOf?.(prepared.client) : undefined;
    if (client === undefined) return openUpstream(prepared, after);
    const { subgraph, subgraphName } = prepared.compiled.event;
    // A hash takes a tenth of the memory.
    const key = hashOf(JSON.stringify([subgraphName, textOf(prepared), client]));
    const known = shared.get(key);
    if (known?.subgraph === subgraph) return known.join(prepared);
    const created = new SharedUpstream(prepared, (ended) => {
      if (shared.get(key) === ended) shared.delete(key);
    });
    shared.set(key, created);
    return created.join(prepared);
  };
}

/** Returns true if a client resumes a subscription by the argument `after` of its root field. */
function isResumed({ compiled: { operation }, variables }: PreparedSubscription): boolean {
  const isGiven = (name: string): boolean => {
    if (Object.hasOwn(variables, name)) return variables[name] !== null && variables[name] !== undefined;
    return (
      operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue !==
      undefined
    );
  };
  const mayResume = (selection: SelectionNode): boolean => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return true;
    if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet.selections.some(mayResume);
    const value = selection.arguments?.find(({ name }) => name.value === 'after')?.value;
    if (value?.kind === Kind.VARIABLE) return isGiven(value.name.value);
    return value !== undefined && value.kind !== Kind.NULL;
  };
  return operation.selectionSet.selections.some(mayResume);
}

/** Subscription to a subgraph that several subscribers share. */
class SharedUpstream {
  readonly subgraph: unknown;
  readonly upstream: Upstream;
  /** Problem with which the subscription ended, if any; undefined while it lasts. */
  outcome: { readonly problem: unknown } | undefined;
  readonly #subscribers = new Set<Subscriber>();
  readonly #onEnd: (ended: SharedUpstream) => void;
  #isTaking = false;

  constructor(first: PreparedSubscription, onEnd: (ended: SharedUpstream) => void) {
    this.subgraph = first.compiled.event.subgraph;
    this.upstream = openUpstream(first, undefined);
    this.#onEnd = onEnd;
  }

  join(prepared: PreparedSubscription): Upstream {
    const subscriber = new Subscriber(this, prepared);
    this.#subscribers.add(subscriber);
    return subscriber;
  }

  /**
   * Takes the next event from the subgraph, for a subscriber that has none waiting. Events are taken at the pace of the
   * fastest subscriber.
   */
  demand(): void {
    if (this.#isTaking || this.outcome !== undefined) return;
    this.#isTaking = true;
    this.upstream.next().then(this.#onEvent, this.#onFailure);
  }

  leave(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber) || this.#subscribers.size > 0) return;
    this.#onEnd(this);
    this.upstream.end();
  }

  readonly #onEvent = (event: SubgraphEvent | undefined): void => {
    this.#isTaking = false;
    if (event === undefined) this.#end(undefined);
    else for (const subscriber of this.#subscribers) subscriber.hand(event);
  };

  readonly #onFailure = (cause: unknown): void => this.#end(cause);

  #end(problem: unknown): void {
    this.outcome = { problem };
    this.#onEnd(this);
    for (const subscriber of this.#subscribers) subscriber.wake();
  }
}

/** Events of a shared subscription for one subscriber, who may be slower than the others. */
class Subscriber implements Upstream {
  readonly #source: SharedUpstream;
  readonly #prepared: PreparedSubscription;
  readonly #waiting: SubgraphEvent[] = [];
  #cursor: string | undefined;
  #taken: SubgraphEvent | undefined;
  /** Caller that waits for the next event. */
  #caller: PromiseWithResolvers<SubgraphEvent | undefined> | undefined;
  #isTooSlow = false;
  /** Subscription of its own, once it was too slow. */
  #own: Upstream | undefined;

  constructor(source: SharedUpstream, prepared: PreparedSubscription) {
    this.#source = source;
    this.#prepared = prepared;
    this.#cursor = source.upstream.cursor();
  }

  next(): Promise<SubgraphEvent | undefined> {
    if (this.#taken !== undefined) this.#cursor = this.#taken.cursor;
    this.#taken = undefined;
    this.#caller = Promise.withResolvers();
    const { promise } = this.#caller;
    this.wake();
    if (this.#caller !== undefined) this.#source.demand();
    return promise;
  }

  cursor(): string | undefined {
    if (this.#own !== undefined) return this.#own.cursor();
    const hasAll = this.#taken === undefined && this.#waiting.length === 0 && !this.#isTooSlow;
    return hasAll ? (this.#source.upstream.cursor() ?? this.#cursor) : this.#cursor;
  }

  end(): void {
    this.#own?.end();
    this.#source.leave(this);
  }

  hand(event: SubgraphEvent): void {
    if (this.#waiting.length < maxWaiting) this.#waiting.push(event);
    else {
      this.#isTooSlow = true;
      this.#source.leave(this);
    }
    this.wake();
  }

  /** Gives the caller the next event or the end, if it waits and there is one. */
  wake(): void {
    const caller = this.#caller;
    if (caller === undefined) return;
    const { outcome } = this.#source;
    this.#taken = this.#waiting.shift();
    if (this.#taken === undefined && !this.#isTooSlow && outcome === undefined) return;
    this.#caller = undefined;
    if (this.#taken !== undefined) caller.resolve(this.#taken);
    else if (this.#isTooSlow) caller.resolve(this.#nextOfOwn());
    else if (outcome?.problem === undefined) caller.resolve(undefined);
    else caller.reject(outcome.problem);
  }

  async #nextOfOwn(): Promise<SubgraphEvent | undefined> {
    this.#own ??= resume(this.#prepared, this.#cursor);
    return this.#own.next();
  }
}

/** Starts a subscription of its own for a subscriber that was too slow. */
function resume(prepared: PreparedSubscription, cursor: string | undefined): Upstream {
  if (cursor === undefined)
    throw new SubgraphError(
      'SUBGRAPH_OVERLOADED',
      'a subscriber was too slow, and its events have no cursor',
    );
  return openUpstream(prepared, cursor);
}
