import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import { refusedMessage } from '../execution/client-errors.ts';
import type { ExecutionSettings } from '../execution/execution.ts';
import { failureCode, failureReason } from '../execution/fetch-errors.ts';
import type { SubscriptionAnswer } from '../execution/operation-results.ts';
import type { OperationRequest, Preparation, PreparedOperation } from '../prepare/prepare-operation.ts';
import { type Refused, refused } from '../refusal.ts';
import type { SupergraphVersions } from '../reload/supergraph-versions.ts';
import type { SubgraphEvent } from '../subgraphs/subgraph.ts';
import { SubgraphError } from '../subgraphs/subgraph-error.ts';
import { type EventAnswer, OrderedAnswers, withCursor } from './ordered-answers.ts';
import type { AnswerEvent } from './shared-answers.ts';
import type { OpenUpstream } from './shared-upstreams.ts';
import type { TakeTurn } from './turns.ts';
import { haveSameUpstream, isSubscription, type PreparedSubscription, type Upstream } from './upstream.ts';

/** Functions of the engine that a subscription needs. */
export interface SubscriptionHost extends Pick<SupergraphVersions, 'onVersion'> {
  readonly open: OpenUpstream;
  /** Prepares the subscription on the current version. Decides access again. */
  readonly prepare: (request: OperationRequest) => Preparation;
  /** Executes the subscription for one event. Does not release it. Never rejects. */
  readonly answer: AnswerEvent;
  readonly onSubgraphError: ExecutionSettings['onSubgraphError'];
  /** Lets the subscriptions prepare on a new version a few at a time. */
  readonly takeTurn: TakeTurn;
}

/**
 * Returns the answers to the events of a subscription. Each event is prepared and executed separately: on the
 * current version, with its own access decision and deadline.
 */
export function followSubscription(
  prepared: PreparedSubscription,
  host: SubscriptionHost,
  request: { readonly signal?: AbortSignal | undefined; readonly after?: string | undefined },
): SubscriptionAnswer {
  const events = new FollowedSubscription(prepared, host, request);
  return { kind: 'subscription', events, cursor: events.cursor };
}

const renewal = Symbol('a new version instead of an event');

/**
 * Subscription of a client while it lasts. It handles one event or new version after the other. A class without asynchronous
 * functions, because their frames and closures would take more memory while it waits.
 */
class FollowedSubscription implements AsyncIterableIterator<EventAnswer, undefined, undefined> {
  readonly #host: SubscriptionHost;
  readonly #answers = new OrderedAnswers(() => this.#end());
  readonly #unfollow: () => void;
  readonly #signal: AbortSignal | undefined;
  /** Subscription as it was last prepared. Its version is held by `release`. */
  #current: PreparedSubscription;
  #upstream: Upstream;
  /** Version in use. */
  #newest: GraphQLSchema;
  /** Aborts the requests for events; undefined if there were none. */
  #requests: AbortController | undefined;
  #isBegun = false;
  #isEnded = false;
  /** True if it gets no more events. The client may still get answers. */
  #isComplete = false;
  /** True if another version is in use, for which the subscription was not prepared yet. */
  #isOutdated = false;
  /** True while it waits for the next event of the subgraph. */
  #isWaiting = false;
  /** True while it is prepared again. */
  #isBusy = false;
  /** Handles the end of that wait, if it came while the subscription was busy. */
  #onFree: (() => void) | undefined;

  constructor(
    prepared: PreparedSubscription,
    host: SubscriptionHost,
    { signal, after }: { readonly signal?: AbortSignal | undefined; readonly after?: string | undefined },
  ) {
    this.#host = host;
    this.#current = prepared;
    this.#newest = prepared.version.state.apiSchema;
    this.#upstream = host.open(prepared, after);
    this.#unfollow = host.onVersion(({ apiSchema }) => {
      if (apiSchema === this.#newest) return;
      this.#newest = apiSchema;
      this.#isOutdated = true;
      this.#proceed();
    });
    this.#signal = signal;
    signal?.addEventListener('abort', this, { once: true });
    if (signal?.aborted) this.#end();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<EventAnswer, undefined>> {
    this.#isBegun = true;
    const answer = this.#answers.next();
    this.#proceed();
    return answer;
  }

  async return(): Promise<IteratorResult<EventAnswer, undefined>> {
    this.#end();
    return { done: true, value: undefined };
  }

  /** Handles the signal of the client. */
  handleEvent(): void {
    this.#end();
  }

  readonly cursor = (): string | undefined => this.#answers.cursor(this.#upstream.cursor());

  /** Ends the subscription to the subgraph, and releases the version. Idempotent. */
  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#unfollow();
    this.#signal?.removeEventListener('abort', this);
    this.#requests?.abort();
    this.#upstream.end();
    this.#current.release();
    this.#answers.end();
  }

  /** Does the next thing that is due, unless one is being done. */
  #proceed(): void {
    if (!this.#isBegun || this.#isBusy || this.#isComplete || this.#isEnded) return;
    try {
      const onFree = this.#onFree;
      if (this.#isOutdated) {
        this.#isOutdated = false;
        this.#prepareFor(renewal);
      } else if (onFree !== undefined) {
        this.#onFree = undefined;
        onFree();
      } else if (!this.#isWaiting && this.#answers.isWanted()) this.#wait(this.#upstream);
    } catch (fault) {
      this.#answers.fail(fault);
    }
  }

  #wait(upstream: Upstream): void {
    this.#isWaiting = true;
    upstream.next().then(
      (event) =>
        this.#onWaited(upstream, () => (event === undefined ? this.#complete() : this.#prepareFor(event))),
      (cause: unknown) => this.#onWaited(upstream, () => this.#complete(this.#broken(cause))),
    );
  }

  #onWaited(upstream: Upstream, handle: () => void): void {
    if (upstream !== this.#upstream) return;
    this.#isWaiting = false;
    this.#onFree = handle;
    this.#proceed();
  }

  /** Prepares the subscription again, for an event if there is one. */
  #prepareFor(event: SubgraphEvent | typeof renewal): void {
    this.#isBusy = true;
    const preparing = this.#prepareAgain(event === renewal ? 'renewal' : 'event');
    if (preparing instanceof Promise)
      preparing
        .then((next) => this.#continue(event, next))
        .catch((fault: unknown) => this.#answers.fail(fault));
    else this.#continue(event, preparing);
  }

  #continue(event: SubgraphEvent | typeof renewal, next: PreparedOperation | Refused | undefined): void {
    this.#isBusy = false;
    const refusal = next && this.#refusalOf(next);
    if (next === undefined || refusal !== undefined || !isReadySubscription(next) || this.#isEnded) {
      if (next?.kind === 'ready') next.release();
      this.#complete(refusal);
      return;
    }
    const isSame = this.#keep(next);
    if (event === renewal || !isSame) next.release();
    else this.#answer(next, event);
    this.#proceed();
  }

  /** Ends the events, with a reason if it is not the end of the subscription in the subgraph. */
  #complete(refusal?: Refused): void {
    this.#isComplete = true;
    this.#answers.complete(refusal);
  }

  /** Executes an event. The next ones do not wait for its answer. */
  #answer(prepared: PreparedSubscription, event: SubgraphEvent): void {
    const signal = (): AbortSignal => {
      this.#requests ??= new AbortController();
      return this.#requests.signal;
    };
    this.#answers.add(this.#host.answer(prepared, event, signal), prepared, this.#upstream.cursor());
  }

  /** Continues with the subscription as it was prepared again. Returns false if the subgraph must get another one. */
  #keep(next: PreparedSubscription): boolean {
    const before = this.#current;
    if (next.compiled === before.compiled && next.version === before.version) return true;
    this.#current = { ...next, release: next.version.hold() };
    before.release();
    if (haveSameUpstream(before, next)) return true;
    this.#upstream.end();
    this.#upstream = this.#host.open(this.#current, this.#upstream.cursor());
    this.#isWaiting = false;
    this.#onFree = undefined;
    return false;
  }

  /**
   * Prepares the subscription on the current version. Takes a turn for a new version, to which all operations are new.
   * Returns undefined if the client has ended the subscription.
   */
  #prepareAgain(purpose: OperationRequest['purpose']) {
    if (this.#current.version.state.apiSchema !== this.#newest)
      return this.#host.takeTurn(() => this.#prepareOnceFree(purpose));
    const preparing = this.#host.prepare(toRequest(this.#current, purpose));
    return preparing instanceof Promise || preparing.kind === 'refused'
      ? this.#prepareOnceFree(purpose, preparing)
      : preparing;
  }

  /** Prepares the subscription. Repeats it after a temporary refusal, which comes from a planner that is busy. */
  async #prepareOnceFree(
    purpose: OperationRequest['purpose'],
    begun?: Preparation,
  ): Promise<PreparedOperation | Refused | undefined> {
    for (let preparing = begun; !this.#isEnded; preparing = undefined) {
      const next = await (preparing ?? this.#host.prepare(toRequest(this.#current, purpose)));
      const pause = next.kind === 'refused' ? next.refusals[0]?.retryAfterSeconds : undefined;
      if (pause === undefined) return next;
      await sleep(pause * 1_000, undefined, { ref: false });
    }
    return undefined;
  }

  /** Returns the reason why a subscription must end, or undefined if it continues with the newly prepared operation. */
  #refusalOf(next: PreparedOperation | Refused): Refused | undefined {
    const { version } = this.#current;
    const isReloaded = version.state.apiSchema !== this.#newest;
    const cursor = this.#upstream.cursor();
    if (next.kind === 'refused') return withCursor(isReloaded ? reloaded : next, cursor);
    if (!isSubscription(next)) return withCursor(unauthorized, cursor);
    // Without a cursor, events would be lost between one subscription to the subgraph and the next.
    return haveSameUpstream(this.#current, next) || cursor !== undefined ? undefined : reloaded;
  }

  /** Returns the end of a subscription whose subgraph refused it, or stayed unreachable for too long. */
  #broken(cause: unknown): Refused {
    const { subgraphName: subgraph, operation } = this.#current.compiled.event;
    const { operationName } = operation;
    this.#host.onSubgraphError({ subgraph, code: failureCode(cause), operationName, cause });
    const { message, code } = failureReason(subgraph, cause);
    const known = cause instanceof SubgraphError ? cause.cursor : undefined;
    const refusal = { message, code, details: { serviceName: subgraph } };
    return withCursor({ kind: 'refused', refusals: [refusal] }, known ?? this.#upstream.cursor());
  }
}

function isReadySubscription(prepared: PreparedOperation | Refused): prepared is PreparedSubscription {
  return prepared.kind === 'ready' && isSubscription(prepared);
}

function toRequest(
  { text, variables, client, compiled }: PreparedOperation,
  purpose: OperationRequest['purpose'],
): OperationRequest {
  const operationName = compiled.operation.name?.value;
  return { text, variables, client, operationName, subscriptions: true, purpose };
}

const reloaded = refused({
  message: 'The supergraph has changed, and the subscription cannot go on. Subscribe again.',
  code: 'SUBSCRIPTION_SCHEMA_RELOAD',
});

const unauthorized = refused({ message: refusedMessage, code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
