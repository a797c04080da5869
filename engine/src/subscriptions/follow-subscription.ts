import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import { refusedMessage } from '../execution/client-errors.ts';
import type { ExecutionSettings } from '../execution/execution.ts';
import { failureCode, failureReason } from '../execution/fetch-errors.ts';
import type { OperationAnswer, SubscriptionAnswer } from '../execution/operation-results.ts';
import { whenEnded } from '../execution/when-ended.ts';
import type { OperationRequest, PreparedOperation } from '../prepare/prepare-operation.ts';
import type { Refusal, Refused } from '../refusal.ts';
import type { SupergraphVersions } from '../reload/supergraph-versions.ts';
import type { SubgraphEvent } from '../subgraphs/subgraph.ts';
import { SubgraphError } from '../subgraphs/subgraph-error.ts';
import type { AnswerEvent } from './shared-answers.ts';
import type { OpenUpstream } from './shared-upstreams.ts';
import type { TakeTurn } from './turns.ts';
import { haveSameUpstream, isSubscription, type PreparedSubscription, type Upstream } from './upstream.ts';

/** Functions of the engine that a subscription needs. */
export interface SubscriptionHost extends Pick<SupergraphVersions, 'onVersion'> {
  readonly open: OpenUpstream;
  /** Prepares the subscription on the current version. Decides access again. */
  readonly prepare: (request: OperationRequest) => Promise<PreparedOperation | Refused>;
  /** Executes the subscription for one event. Does not release it. */
  readonly answer: AnswerEvent;
  readonly onSubgraphError: ExecutionSettings['onSubgraphError'];
  /** Lets the subscriptions prepare on a new version a few at a time. */
  readonly takeTurn: TakeTurn;
}

/** Subscription of a client while it lasts. */
interface Stream {
  readonly host: SubscriptionHost;
  /** Subscription as it was last prepared, which holds its version. */
  current: PreparedSubscription;
  upstream: Upstream;
  readonly ended: AbortController;
  /** Version in use. */
  newest: GraphQLSchema;
  /** True if another version is in use, or if the client has ended the subscription, since the last wait. */
  isWoken: boolean;
  /** Ends a wait for the next event. */
  wake: () => void;
  /** Ends the subscription to the subgraph, and releases the version. Idempotent. */
  readonly end: () => void;
}

const wake = Symbol('something other than an event');

/**
 * Returns the answers to the events of a subscription. Each event is prepared and executed separately: on the
 * current version, with its own access decision and deadline.
 */
export function followSubscription(
  prepared: PreparedSubscription,
  host: SubscriptionHost,
  { signal, after }: { readonly signal?: AbortSignal | undefined; readonly after?: string | undefined },
): SubscriptionAnswer {
  const end = (): void => {
    unfollow();
    signal?.removeEventListener('abort', end);
    stream.ended.abort();
    stream.upstream.end();
    stream.current.release();
    wakeUp(stream);
  };
  const stream: Stream = {
    host,
    end,
    current: prepared,
    upstream: host.open(prepared, after),
    ended: new AbortController(),
    newest: prepared.version.state.apiSchema,
    isWoken: false,
    wake: () => {},
  };
  const unfollow = host.onVersion(({ apiSchema }) => {
    if (apiSchema === stream.newest) return;
    stream.newest = apiSchema;
    wakeUp(stream);
  });
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  return {
    kind: 'subscription',
    events: whenEnded(follow(stream), end),
    cursor: () => stream.upstream.cursor(),
  };
}

async function* follow(stream: Stream): AsyncGenerator<OperationAnswer | Refused, void, undefined> {
  const { host } = stream;
  const hasEnded = (): boolean => stream.ended.signal.aborted;
  let waiting = stream.upstream.next();
  for (;;) {
    let event: SubgraphEvent | typeof wake | undefined;
    try {
      event = await eventOrWake(stream, waiting);
    } catch (cause) {
      if (!hasEnded()) yield endedWith(stream, broken(stream, cause));
      return;
    }
    if (event === undefined || hasEnded()) return;
    if (event === wake) stream.isWoken = false;
    const next = await prepareAgain(stream, event === wake ? 'renewal' : 'event');
    if (next === undefined) return;
    const refusal = refusalOf(stream, next);
    if (refusal !== undefined || next.kind === 'refused' || !isSubscription(next) || hasEnded()) {
      if (next.kind === 'ready') next.release();
      if (refusal !== undefined && !hasEnded()) yield endedWith(stream, refusal);
      return;
    }
    const { current, upstream } = stream;
    stream.current = next;
    current.release();
    if (!haveSameUpstream(current, next)) {
      upstream.end();
      waiting.catch(() => {});
      stream.upstream = host.open(next, upstream.cursor());
      waiting = stream.upstream.next();
    } else if (event !== wake) {
      const answer = await host.answer(next, event, stream.ended.signal);
      if (hasEnded()) return;
      if (answer.kind === 'refused') {
        yield endedWith(stream, endedEarly(stream, answer.refusals));
        return;
      }
      yield answer;
      waiting = stream.upstream.next();
    }
  }
}

function wakeUp(stream: Stream): void {
  stream.isWoken = true;
  stream.wake();
}

/**
 * Waits for an event or a wake. Promise.race with a promise that lasts as long as the stream would keep all
 * events, because each race stays among the reactions of that promise.
 */
function eventOrWake(
  stream: Stream,
  waiting: Promise<SubgraphEvent | undefined>,
): Promise<SubgraphEvent | typeof wake | undefined> {
  return new Promise((resolve, reject) => {
    stream.wake = () => resolve(wake);
    if (stream.isWoken) resolve(wake);
    waiting.then(resolve, reject);
  });
}

/**
 * Prepares the subscription on the current version. Takes a turn for a new version, to which all operations are new.
 * Returns undefined if the client has ended the subscription.
 */
function prepareAgain(
  stream: Stream,
  purpose: OperationRequest['purpose'],
): Promise<PreparedOperation | Refused | undefined> {
  const { host, current, newest } = stream;
  const isPrepared = current.version.state.apiSchema === newest;
  return isPrepared
    ? prepareOnceFree(stream, purpose)
    : host.takeTurn(() => prepareOnceFree(stream, purpose));
}

/** Prepares the subscription. Repeats it after a temporary refusal, which comes from a planner that is busy. */
async function prepareOnceFree(
  { host, current, ended: { signal } }: Stream,
  purpose: OperationRequest['purpose'],
): Promise<PreparedOperation | Refused | undefined> {
  while (!signal.aborted) {
    const next = await host.prepare({ ...toRequest(current), purpose });
    const pause = next.kind === 'refused' ? next.refusals[0]?.retryAfterSeconds : undefined;
    if (pause === undefined) return next;
    await sleep(pause * 1_000, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

function toRequest({ text, variables, client, compiled }: PreparedOperation): OperationRequest {
  const operationName = compiled.operation.name?.value;
  return { text, variables, client, operationName, subscriptions: true };
}

/** Returns the reason why a subscription must end, or undefined if it continues with the newly prepared operation. */
function refusalOf(stream: Stream, next: PreparedOperation | Refused): Refused | undefined {
  const { current, newest, upstream } = stream;
  const isReloaded = current.version.state.apiSchema !== newest;
  if (next.kind === 'refused') return isReloaded ? reloaded(stream) : endedEarly(stream, next.refusals);
  if (!isSubscription(next)) return unauthorized(stream);
  // Without a cursor, events would be lost between one subscription to the subgraph and the next.
  return haveSameUpstream(current, next) || upstream.cursor() !== undefined ? undefined : reloaded(stream);
}

/** Ends a subscription, and returns the reason for the client. */
function endedWith({ end }: Stream, refused: Refused): Refused {
  end();
  return refused;
}

function reloaded(stream: Stream): Refused {
  const message = 'The supergraph has changed, and the subscription cannot go on. Subscribe again.';
  return endedEarly(stream, [{ message, code: 'SUBSCRIPTION_SCHEMA_RELOAD' }]);
}

function unauthorized(stream: Stream): Refused {
  return endedEarly(stream, [{ message: refusedMessage, code: 'UNAUTHORIZED_FIELD_OR_TYPE' }]);
}

/** Returns the end of a subscription whose subgraph refused it, or stayed unreachable for too long. */
function broken({ upstream, current, host }: Stream, cause: unknown): Refused {
  const { subgraphName: subgraph, operation } = current.compiled.event;
  const { operationName } = operation;
  host.onSubgraphError({ subgraph, code: failureCode(cause), operationName, cause });
  const { message, code } = failureReason(subgraph, cause);
  const known = cause instanceof SubgraphError ? cause.cursor : undefined;
  const cursor = known ?? upstream.cursor();
  const details = { serviceName: subgraph, ...(cursor !== undefined && { cursor }) };
  return { kind: 'refused', refusals: [{ message, code, details }] };
}

/** Returns the end of a subscription that ends early, with the cursor after which it can be resumed. */
function endedEarly({ upstream }: Stream, refusals: readonly Refusal[]): Refused {
  const cursor = upstream.cursor();
  if (cursor === undefined) return { kind: 'refused', refusals };
  return {
    kind: 'refused',
    refusals: refusals.map((refusal) => ({ ...refusal, details: { ...refusal.details, cursor } })),
  };
}
