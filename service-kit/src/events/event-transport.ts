import type { Log } from '../log.ts';
import type { CloudEvent } from './cloud-event.ts';

/** Carries events between services: a broker, or the feeds of the services themselves. */
export interface EventTransport {
  /**
   * Stores events durably, in order for each subject. Rejects if it may not have stored all of them, and is then called
   * with the same events again. An event that is published twice must do no harm: consumers ignore ids that they know.
   */
  readonly publish: (events: readonly CloudEvent[], signal: AbortSignal) => Promise<void>;
  /**
   * Delivers events to a group of consumers, each event at least once, and at first those that are already stored. Several
   * processes of a group share the work. Resolves once the subscription is accepted, or will be once the transport can be
   * reached: it reconnects by itself.
   */
  readonly subscribe: (subscription: TransportSubscription) => Promise<RunningSubscription>;
  /** Resolves if the transport can be reached. Rejects with the reason if it cannot, or if the signal aborts. */
  readonly check: (signal: AbortSignal) => Promise<void>;
  /**
   * Ends all subscriptions, waits for events that are being handled, and closes all connections. Takes seconds, however dead
   * the broker is. Idempotent.
   */
  readonly stop: () => Promise<void>;
}

/** Subscription of one group of consumers. */
export interface TransportSubscription {
  /** Name of the group: letters, digits, `-` and `_`, such as `users-spent`. Each group receives each event. */
  readonly group: string;
  /** Types to deliver, such as `orders.order-paid.v1`. Others are skipped. */
  readonly types: readonly string[];
  /**
   * Handles an event. Resolves once it is acknowledged, and rejects to have it delivered again later, before any later event
   * of its subject. Events of one subject are handled one at a time; those of different subjects may be at the same time.
   */
  readonly handle: (event: CloudEvent) => Promise<void>;
}

/** A subscription that receives events. */
export interface RunningSubscription {
  /** Takes no more events, and resolves once those that are being handled have ended, or after seconds. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** Options of an adapter for a broker. */
export interface AdapterOptions {
  /** The value of `EVENTS_URL`. It may contain a password: it is never logged. */
  readonly url: string;
  readonly log: Log;
}

/** Creates a transport. Connects with its first use, so that a broker that is down does not keep a service from starting. */
export type CreateTransport = (options: AdapterOptions) => EventTransport;
