import { Kind, type SelectionNode } from 'graphql';
import type { ReadEngineOptions } from '../engine-options.ts';
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
    const key = JSON.stringify([subgraphName, textOf(prepared), client]);
    const known = shared.get(key);
    if (known?.subgraph === subgraph) return known.join(prepared);
    const created = createSharedUpstream(prepared, () => {
      if (shared.get(key) === created) shared.delete(key);
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

interface SharedUpstream {
  readonly subgraph: unknown;
  join(prepared: PreparedSubscription): Upstream;
}

/** Subscriber of a shared subscription. */
interface Subscriber {
  readonly waiting: SubgraphEvent[];
  /** Continues a wait for the next event. */
  wake: () => void;
  isTooSlow: boolean;
}

/** Shared subscription as its subscribers see it. */
interface Source {
  readonly upstream: Upstream;
  /** Problem with which the subscription ended, if any; undefined while it lasts. */
  outcome: { readonly problem: unknown } | undefined;
  /** Takes the next event from the subgraph, for a subscriber that has none waiting. */
  demand(): void;
  leave(subscriber: Subscriber): void;
}

function createSharedUpstream(first: PreparedSubscription, onEnd: () => void): SharedUpstream {
  const upstream = openUpstream(first, undefined);
  const subscribers = new Set<Subscriber>();
  let isTaking = false;
  const end = (problem: unknown): void => {
    source.outcome = { problem };
    onEnd();
    for (const { wake } of subscribers) wake();
  };
  const take = async (): Promise<void> => {
    try {
      const event = await upstream.next();
      isTaking = false;
      if (event === undefined) end(undefined);
      else for (const subscriber of subscribers) hand(event, subscriber);
    } catch (cause) {
      end(cause);
    }
  };
  const hand = (event: SubgraphEvent, subscriber: Subscriber): void => {
    if (subscriber.waiting.length < maxWaiting) subscriber.waiting.push(event);
    else {
      subscriber.isTooSlow = true;
      source.leave(subscriber);
    }
    subscriber.wake();
  };
  const source: Source = {
    upstream,
    outcome: undefined,
    // Events are taken at the pace of the fastest subscriber.
    demand() {
      if (isTaking || source.outcome !== undefined) return;
      isTaking = true;
      void take();
    },
    leave(subscriber) {
      if (!subscribers.delete(subscriber) || subscribers.size > 0) return;
      onEnd();
      upstream.end();
    },
  };
  return {
    subgraph: first.compiled.event.subgraph,
    join(prepared) {
      const subscriber: Subscriber = { waiting: [], wake: () => {}, isTooSlow: false };
      subscribers.add(subscriber);
      return subscribeTo(source, subscriber, prepared);
    },
  };
}

/** Returns the events of a shared subscription for one subscriber, who may be slower than the others. */
function subscribeTo(source: Source, subscriber: Subscriber, prepared: PreparedSubscription): Upstream {
  const { upstream } = source;
  const { waiting } = subscriber;
  let cursor = upstream.cursor();
  let taken: SubgraphEvent | undefined;
  let own: Upstream | undefined;
  return {
    async next() {
      if (taken !== undefined) cursor = taken.cursor;
      for (;;) {
        taken = waiting.shift();
        if (taken !== undefined) return taken;
        if (subscriber.isTooSlow) {
          own ??= resume(prepared, cursor);
          return own.next();
        }
        if (source.outcome?.problem !== undefined) throw source.outcome.problem;
        if (source.outcome !== undefined) return undefined;
        source.demand();
        await new Promise<void>((wake) => {
          subscriber.wake = wake;
        });
      }
    },
    cursor() {
      if (own !== undefined) return own.cursor();
      const hasAll = taken === undefined && waiting.length === 0 && !subscriber.isTooSlow;
      return hasAll ? (upstream.cursor() ?? cursor) : cursor;
    },
    end() {
      own?.end();
      source.leave(subscriber);
    },
  };
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
