import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, type DatabasePool } from '../../database/database.ts';
import type { Log } from '../../log.ts';
import { runInSpan } from '../../telemetry/run-in-span.ts';
import type { Tracing } from '../../telemetry/start-tracing.ts';
import { SpanKind } from '../../telemetry/trace-context.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { EventConsumer } from '../event-consumer.ts';
import type { EventTransport, RunningSubscription } from '../event-transport.ts';
import { createInboxStore } from './inbox-store.ts';
import { createParkedEventStore, type RetryPolicy } from './parked-event-store.ts';
import { createReceiver, type Receiver } from './receive-event.ts';

/** Options of the consumers of a service. */
export interface ConsumersOptions<Tables> {
  /** Name of the service. */
  readonly service: string;
  readonly consumers: readonly EventConsumer<Tables>[];
  /** Connections of work that no request waits for. */
  readonly background: DatabasePool;
  readonly transport: EventTransport;
  /** default: 15 attempts in about 8 minutes */
  readonly retry?: RetryPolicy | undefined;
  /** Announces events of this service. Called after an event was handled by a consumer that emits some. */
  readonly announce?: (() => void) | undefined;
  /** default: no traces */
  readonly tracing?: Tracing | undefined;
  readonly log: Log;
}

/** Attempts in about 8 minutes: long enough for a restart of what a handler needs. */
const usualRetries: RetryPolicy = { maxAttempts: 15, firstPauseMs: 500, longestPauseMs: 60_000 };

/** Longest interval of looking for events to try again, in milliseconds. */
const retryEveryMs = 500;

/** Interval of forgetting events that were handled long ago, in milliseconds. */
const pruneEveryMs = 60_000;

/** Returns the name of the group of a consumer in a transport. */
export function groupOf(service: string, consumer: string): string {
  return `${service}-${consumer}`;
}

/** Starts to handle events. Stopping waits for the events that are being handled. */
export async function startConsumers<Tables>(
  options: ConsumersOptions<Tables>,
): Promise<{ readonly stop: () => Promise<void> }> {
  const { service, consumers, background, transport, retry = usualRetries, announce, tracing, log } = options;
  const db = createDatabase<Tables>(background);
  const receivers = new Map<string, Receiver>();
  const subscriptions: RunningSubscription[] = [];
  for (const consumer of consumers) {
    const receiver = announcing(
      traced(createReceiver({ db, consumer, retry, log }), consumer.name, tracing),
      consumer.emits ? announce : undefined,
    );
    receivers.set(consumer.name, receiver);
    const group = groupOf(service, consumer.name);
    subscriptions.push(await transport.subscribe({ group, types: consumer.types, handle: receiver.receive }));
  }
  const stopped = new AbortController();
  const loops = [
    repeat('failed to retry events', retryEveryMs, { signal: stopped.signal, log }, () =>
      retryDue(background, receivers, retry, stopped.signal),
    ),
    repeat('failed to forget handled events', pruneEveryMs, { signal: stopped.signal, log }, async () => {
      while (!(await createInboxStore(createDatabase(background)).prune()) && !stopped.signal.aborted);
    }),
  ];
  return {
    async stop() {
      stopped.abort();
      await Promise.all([...subscriptions.map((subscription) => subscription.stop()), ...loops]);
    },
  };
}

/** Handles each event as a part of the trace of the request that caused it. */
function traced(receiver: Receiver, consumer: string, tracing: Tracing | undefined): Receiver {
  const within =
    (handle: (event: CloudEvent) => Promise<void>) =>
    (event: CloudEvent): Promise<void> => {
      const { id, type, source, traceparent } = event;
      const attributes = { 'messaging.message.id': id, 'messaging.destination.name': type, source, consumer };
      const work = {
        id,
        name: `process ${type}`,
        kind: SpanKind.CONSUMER,
        attributes,
        cause: { traceparent },
      };
      return runInSpan(tracing, work, () => handle(event));
    };
  return { ...receiver, receive: within(receiver.receive), retry: within(receiver.retry) };
}

/** Calls back after each handled event. */
function announcing(receiver: Receiver, announce: (() => void) | undefined): Receiver {
  if (announce === undefined) return receiver;
  return {
    ...receiver,
    receive: (event) => receiver.receive(event).then(announce),
    retry: (event) => receiver.retry(event).then(announce),
  };
}

/** Tries all events that are due, and gives up those that have no attempt left. */
async function retryDue(
  background: DatabasePool,
  receivers: ReadonlyMap<string, Receiver>,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<void> {
  const parked = createParkedEventStore(createDatabase(background));
  while (!signal.aborted) {
    const due = await parked.claim([...receivers.keys()], policy);
    if (due === undefined) return;
    const receiver = receivers.get(due.consumer);
    await (due.isExhausted ? receiver?.giveUp(due.event) : receiver?.retry(due.event));
  }
}

/** Repeats work at an interval until the signal aborts. Failures are logged, once for each series. */
async function repeat(
  failure: string,
  everyMs: number,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Log },
  work: () => Promise<void>,
): Promise<void> {
  for (let isLogged = false; !signal.aborted; ) {
    try {
      await work();
      isLogged = false;
    } catch (error) {
      if (!isLogged && !signal.aborted) log.warn({ err: error }, failure);
      isLogged = true;
    }
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {});
  }
}
