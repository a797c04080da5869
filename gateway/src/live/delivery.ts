import type { ErrorCode } from '@supergraph/service-kit/error-codes.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { OperationOutcome, OperationResult, StreamEnd } from './operation-outcome.ts';

/** Limits of one subscription. Times are milliseconds. */
export interface DeliveryLimits {
  /** Interval of heartbeats while there are no events. */
  readonly heartbeatMs: number;
  /** Maximum number of results that wait for the client. */
  readonly maxQueued: number;
  /** Time for which a client may leave the queue full. */
  readonly slowClientMs: number;
  readonly maxLifetimeMs: number;
}

/** Options of a delivery. */
export interface DeliveryOptions {
  readonly limits: DeliveryLimits;
  /** False if the protocol has heartbeats of its own. */
  readonly heartbeats: boolean;
  /** Time at which the caller's token expires, in milliseconds since 1970; undefined if the caller has none. */
  readonly expiresAt: number | undefined;
  /** Aborts when the server drains. */
  readonly draining: AbortSignal;
  /** Called with each result that is delivered. */
  readonly onResult: () => void;
  /** Called once when the subscription has ended. `client` means that the client ended it. */
  readonly onEnd: (reason: DeliveryEnd) => void;
  readonly log: Log;
}

/** Item of a delivery. An end is the last one. */
export type Delivered =
  | {
      readonly kind: 'result';
      readonly result: OperationResult;
      /** Cursor after which the subscription can resume without this result; undefined if it cannot. */
      readonly cursor: string | undefined;
    }
  /** Heartbeat, with the cursor up to which the client has everything. */
  | { readonly kind: 'heartbeat'; readonly cursor: string | undefined }
  | { readonly kind: 'complete' }
  /** The subscription ended early. The client may subscribe again after the cursor in the first error. */
  | {
      readonly kind: 'ended';
      readonly reason: EndReason | 'refused';
      readonly errors: readonly [GraphQLFormattedError, ...GraphQLFormattedError[]];
    };

/** Reasons for which a subscription ends. */
export type DeliveryEnd = EndReason | 'complete' | 'refused' | 'client';

/** Reasons for which the gateway ends a subscription. */
export type EndReason = keyof typeof endings;

/**
 * Delivers the results of a subscription to one client. Its queue is bounded: while it is full, the source
 * waits. Ends the subscription if the client does not read, its token expires, it reaches its maximum
 * lifetime, or the server drains.
 */
export class Delivery implements AsyncIterableIterator<Delivered, undefined, undefined> {
  readonly #source: AsyncIterator<OperationResult | StreamEnd>;
  readonly #options: DeliveryOptions;
  readonly #queue: (OperationResult | StreamEnd)[] = [];
  readonly #lifetime: NodeJS.Timeout;
  /** Wakes the source once the queue has room. */
  #onRoom: (() => void) | undefined;
  /** Takes the next item, if the client waits for one. */
  #onItem: ((item: IteratorResult<Delivered, undefined>) => void) | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #slow: NodeJS.Timeout | undefined;
  #end: 'complete' | EndReason | undefined;
  #isClosed = false;
  /** True if the last result of the source says why there are no more. */
  #isRefused = false;
  #cursor: string | undefined;
  readonly #latestCursor: () => string | undefined;

  constructor({ results, cursor }: OperationOutcome & { readonly kind: 'stream' }, options: DeliveryOptions) {
    const { limits, heartbeats, expiresAt, draining } = options;
    this.#options = options;
    this.#source = results[Symbol.asyncIterator]();
    this.#latestCursor = cursor ?? (() => undefined);
    if (heartbeats) this.#beatEvery(Math.min(limits.heartbeatMs, firstHeartbeatMs));
    const [oldAt, now] = [Date.now() + limits.maxLifetimeMs, Date.now()];
    const isExpiry = expiresAt !== undefined && expiresAt < oldAt;
    const lifetimeMs = Math.max(0, (isExpiry ? expiresAt : oldAt) - now);
    this.#lifetime = setTimeout(
      () => this.#finish(isExpiry ? 'expired' : 'old'),
      Math.min(lifetimeMs, maxTimerMs),
    );
    this.#lifetime.unref();
    draining.addEventListener('abort', this.#onDraining, { once: true });
    if (draining.aborted) this.#onDraining();
    this.#read();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Delivered, undefined>> {
    const item = this.#take();
    if (item !== undefined) return Promise.resolve({ done: false, value: item });
    if (this.#isClosed) return Promise.resolve(done);
    this.#heartbeat?.refresh();
    return new Promise((resolve) => {
      this.#onItem = resolve;
    });
  }

  async return(): Promise<IteratorResult<Delivered, undefined>> {
    this.#close();
    this.#queue.length = 0;
    this.#onItem?.(done);
    return done;
  }

  /** Starts the heartbeats. The first one comes early, since a client that has no cursor yet cannot resume. */
  #beatEvery(ms: number): void {
    this.#heartbeat = setTimeout(beat, ms, this).unref();
  }

  /** Gives the client a heartbeat if it waits. Its next wait starts the timer again. */
  beat(): void {
    if (this.#onItem === undefined) return;
    clearTimeout(this.#heartbeat);
    this.#beatEvery(this.#options.limits.heartbeatMs);
    // The client waits, so it has all that was read.
    this.#cursor = this.#latestCursor() ?? this.#cursor;
    this.#give({ kind: 'heartbeat', cursor: this.#cursor });
  }

  readonly #onDraining = (): void => this.#finish('draining');

  /** Reads the next result into the queue. Not an asynchronous function, whose frame would be kept while it waits. */
  #read(): void {
    this.#source.next().then(this.#onStep, this.#onFailure);
  }

  readonly #onStep = ({ done: isDone, value }: IteratorResult<OperationResult | StreamEnd>): void => {
    if (this.#end !== undefined || this.#isClosed) return;
    if (isDone) {
      this.#finish('complete');
      return;
    }
    this.#isRefused = 'kind' in value;
    this.#queue.push(value);
    this.#wake();
    if (this.#queue.length < this.#options.limits.maxQueued) this.#read();
    else this.#readLater();
  };

  readonly #onFailure = (error: unknown): void => {
    this.#options.log.error({ err: error }, 'a subscription failed');
    this.#finish('failed');
  };

  /** Reads the next result once the queue has room. */
  #readLater(): void {
    this.#slow = setTimeout(() => this.#finish('slow'), this.#options.limits.slowClientMs).unref();
    this.#onRoom = () => {
      clearTimeout(this.#slow);
      this.#onRoom = undefined;
      if (!this.#isClosed) this.#read();
    };
  }

  /**
   * Ends the source. Queued results are still delivered, unless the client may not or cannot receive them any
   * more.
   */
  #finish(end: 'complete' | EndReason): void {
    if (this.#end !== undefined || this.#isClosed) return;
    this.#end = end;
    if (end === 'slow' || end === 'expired') this.#queue.length = 0;
    this.#close();
    this.#wake();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const timer of [this.#lifetime, this.#heartbeat, this.#slow]) clearTimeout(timer);
    this.#options.draining.removeEventListener('abort', this.#onDraining);
    this.#onRoom?.();
    this.#options.onEnd(this.#end === 'complete' && this.#isRefused ? 'refused' : (this.#end ?? 'client'));
    if (this.#end === 'complete' || this.#end === 'failed') return;
    const end = async (): Promise<unknown> => this.#source.return?.();
    end().catch((error: unknown) => this.#options.log.error({ err: error }, 'ending a subscription failed'));
  }

  /** Gives an item to the client if it waits for one. */
  #wake(): void {
    if (this.#onItem === undefined) return;
    const item = this.#take();
    if (item !== undefined) this.#give(item);
  }

  #give(item: Delivered): void {
    const onItem = this.#onItem;
    this.#onItem = undefined;
    onItem?.({ done: false, value: item });
  }

  #take(): Delivered | undefined {
    const result = this.#queue.shift();
    if (result !== undefined) {
      this.#onRoom?.();
      if ('kind' in result) return { kind: 'ended', reason: 'refused', errors: atLeastOne(result.errors) };
      this.#options.onResult();
      const cursor = result.extensions?.cursor;
      if (typeof cursor === 'string') this.#cursor = cursor;
      return { kind: 'result', result, cursor: typeof cursor === 'string' ? cursor : undefined };
    }
    const end = this.#end;
    if (end === undefined) return undefined;
    this.#end = undefined;
    return end === 'complete' ? { kind: 'complete' } : this.#ended(end);
  }

  #ended(reason: EndReason): Delivered {
    const { code, message } = endings[reason];
    if (this.#onItem !== undefined) this.#cursor = this.#latestCursor() ?? this.#cursor;
    const cursor = this.#cursor;
    const resume =
      cursor === undefined ? '' : ` The last delivered event has the cursor ${JSON.stringify(cursor)}.`;
    const extensions = { ...(cursor !== undefined && { cursor }), code };
    return { kind: 'ended', reason, errors: [{ message: `${message}${resume}`, extensions }] };
  }
}

function atLeastOne([
  first = { message: endings.failed.message, extensions: { code: endings.failed.code } },
  ...others
]: readonly GraphQLFormattedError[]) {
  return [first, ...others] as const;
}

/** A function for timers, which would keep a closure each. */
const beat = (delivery: Delivery): void => delivery.beat();

const firstHeartbeatMs = 1_000;

const done = { done: true, value: undefined } as const;

/** Longest delay of a Node timer. */
const maxTimerMs = 2 ** 31 - 1;

const endings = {
  slow: {
    code: 'SUBSCRIPTION_TOO_SLOW',
    message: 'The client reads too slowly, so the subscription ended.',
  },
  expired: { code: 'SUBSCRIPTION_JWT_EXPIRED', message: 'The token has expired, so the subscription ended.' },
  old: {
    code: 'SUBSCRIPTION_ENDED',
    message: 'The subscription reached its maximum lifetime. Subscribe again.',
  },
  draining: { code: 'SUBSCRIPTION_ENDED', message: 'The gateway is stopping. Subscribe again.' },
  failed: { code: 'INTERNAL_SERVER_ERROR', message: 'The subscription failed. Subscribe again.' },
} as const satisfies Readonly<Record<string, { readonly code: ErrorCode; readonly message: string }>>;
