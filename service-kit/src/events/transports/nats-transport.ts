import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { connect, type NatsConnection, nanos } from '@nats-io/transport-node';
import type { Log } from '../../log.ts';
import { type CloudEvent, serviceOfType } from '../cloud-event.ts';
import type { AdapterOptions, EventTransport, TransportSubscription } from '../event-transport.ts';
import { createRunningSubscriptions } from '../running-subscriptions.ts';
import { deliverEvent } from './deliver-event.ts';
import { keepRunning } from './keep-running.ts';
import { partitionNumbers, partitionOf } from './partitions.ts';
import { publishInOrder, unlessAborted } from './publish-in-order.ts';
import { retentionMs } from './retention.ts';
import { createShared } from './shared.ts';

/** Name of the stream. An operator who creates it beforehand decides about replicas, storage and age. */
const stream = 'events';

/** Time after which an event whose process has died is delivered to another one, in milliseconds. */
const ackWaitMs = 10_000;

/** Interval of asking for a sign of life, in milliseconds. Two missing ones end the connection. */
const pingMs = 10_000;

const connectionOptions = {
  name: 'supergraph',
  maxReconnectAttempts: -1,
  reconnectTimeWait: 500,
  pingInterval: pingMs,
};

/** Time for which one request waits for an event, in milliseconds. NATS allows no less. */
const pullMs = 1_000;

/**
 * Creates the transport over NATS JetStream. The events of a service are subjects `events.<service>.<partition>` of one stream.
 * A group has one durable consumer for each of them, which delivers one event at a time. So the server itself keeps the
 * order, and shares the work of a group among its processes.
 */
export function createNatsTransport({ url, log }: AdapterOptions): EventTransport {
  const running = createRunningSubscriptions();
  const connection = createShared(async () => {
    const opened = await connect({ servers: url, ...connectionOptions });
    // As after credentials that were refused twice.
    void opened.closed().then(() => {
      connection.forget();
      prepared.forget();
    });
    return opened;
  });
  const prepared = createShared(async () => prepareStream(await connection.get()));
  /** Prepares the stream again, which may be missing, after a failure. */
  const forgetPrepared = (error: unknown): never => {
    prepared.forget();
    throw error;
  };
  return {
    async publish(events, signal) {
      await unlessAborted(prepared.get(), signal);
      const client = jetstream(await connection.get());
      const publishOne = (event: CloudEvent) => {
        const subject = subjectOf(serviceOfType(event.type), partitionOf(event.subject));
        return client.publish(subject, JSON.stringify(event), { msgID: `${event.source} ${event.id}` });
      };
      await unlessAborted(publishInOrder(events, signal, publishOne), signal).catch(forgetPrepared);
    },
    async subscribe(subscription) {
      const loops = [...new Set(subscription.types.map(serviceOfType))].flatMap((service) =>
        partitionNumbers.map((partition) =>
          keepRunning(
            async (signal) => {
              const manager = await prepared.get();
              await consume(manager, service, partition, subscription, signal, log).catch(forgetPrepared);
            },
            (error) => log.warn({ err: error, group: subscription.group }, 'failed to receive events'),
          ),
        ),
      );
      return running.add(loops);
    },
    async check(signal) {
      const manager = await unlessAborted(prepared.get(), signal);
      await unlessAborted(manager.getAccountInfo(), signal);
    },
    stop: () => running.stop(async () => (await connection.current())?.close()),
  };
}

function subjectOf(service: string, partition: number): string {
  return `events.${service}.${partition}`;
}

async function prepareStream(connection: NatsConnection): Promise<JetStreamManager> {
  const manager = await jetstreamManager(connection);
  try {
    await manager.streams.info(stream);
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound)) throw error;
    await manager.streams.add({
      name: stream,
      subjects: [`${stream}.>`],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      max_age: nanos(retentionMs),
    });
  }
  return manager;
}

/** Handles the events of a partition until the signal aborts. Rejects if the server cannot be reached. */
async function consume(
  manager: JetStreamManager,
  service: string,
  partition: number,
  subscription: TransportSubscription,
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  const name = `${subscription.group}_${service}_${partition}`;
  const config: Partial<ConsumerConfig> = {
    durable_name: name,
    filter_subject: subjectOf(service, partition),
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    max_ack_pending: 1,
    max_deliver: -1,
  };
  await manager.consumers.add(stream, config);
  const consumer = await manager.jetstream().consumers.get(stream, name);
  while (!signal.aborted) {
    const message = await consumer.next({ expires: pullMs });
    if (message === null) continue;
    const keepAlive = setInterval(() => message.working(), ackWaitMs / 3);
    try {
      if (await deliverEvent(message.string(), subscription, signal, log)) message.ack();
      else message.nak();
    } finally {
      clearInterval(keepAlive);
    }
  }
}
