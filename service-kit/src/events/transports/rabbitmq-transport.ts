import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Log } from '../../log.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type {
  AdapterOptions,
  EventTransport,
  RunningSubscription,
  TransportSubscription,
} from '../event-transport.ts';
import { deliverEvent } from './deliver-event.ts';
import { keepRunning } from './keep-running.ts';
import { partitionNumbers, partitionOf } from './partitions.ts';
import { publishInOrder, unlessAborted } from './publish-in-order.ts';
import { close, connectRabbit, openChannel, openConfirmChannel } from './rabbitmq-channels.ts';
import { createRabbitClaims } from './rabbitmq-claims.ts';
import { sharePartitions } from './share-partitions.ts';
import { createShared } from './shared.ts';

/** Topic exchange of all events. A routing key is `<partition>.<type>`. */
const exchange = 'events';

/** Longest time for which a subscription waits until its group has queues, in milliseconds. */
const declareMs = 2_000;

/**
 * Arguments of a queue. RabbitMQ 4 drops an event after 20 deliveries if there is no limit. Each process that dies with an
 * event costs one.
 */
const queueArguments = {
  'x-queue-type': 'quorum',
  'x-single-active-consumer': true,
  'x-delivery-limit': 1_000_000,
};

/**
 * Creates the transport over RabbitMQ. A group has a quorum queue for each partition, from its first subscription on. The
 * processes of a group claim partitions, so that each queue has one consumer, which takes one event at a time.
 */
export function createRabbitTransport({ url, log }: AdapterOptions): EventTransport {
  const running = new Set<RunningSubscription>();
  const connection = createShared(async () => {
    const opened = await connectRabbit(url, log);
    opened.once('close', () => connection.forget());
    return opened;
  });
  const publisher = createShared(async () => {
    const opened = await openConfirmChannel(await connection.get());
    opened.closed.addEventListener('abort', () => publisher.forget(), { once: true });
    await opened.channel.assertExchange(exchange, 'topic', { durable: true });
    return opened;
  });
  return {
    async publish(events, signal) {
      const { channel, closed } = await unlessAborted(publisher.get(), signal);
      const isOver = AbortSignal.any([signal, closed]);
      const publishing = publishInOrder(events, isOver, (event) => publishOne(channel, event));
      await unlessAborted(publishing, isOver);
    },
    async subscribe(subscription) {
      const tried = Promise.withResolvers<void>();
      const run = async (signal: AbortSignal): Promise<void> => {
        const opened = await unlessAborted(connection.get(), signal);
        await consume({ connection: opened, subscription, log }, tried.resolve, signal);
      };
      const loop = keepRunning(run, (error) => {
        log.warn({ err: error, group: subscription.group }, 'failed to receive events');
        tried.resolve();
      });
      // A group misses what is published before it has its queues. A broker that hangs keeps no service from starting.
      await Promise.race([tried.promise, sleep(declareMs, undefined, { ref: false })]);
      const own: RunningSubscription = {
        async stop() {
          await loop.stop();
          running.delete(own);
        },
      };
      running.add(own);
      return own;
    },
    async check(signal) {
      await unlessAborted(publisher.get(), signal);
    },
    async stop() {
      await Promise.all([...running].map((subscription) => subscription.stop()));
      const opened = await connection.current();
      if (opened !== undefined) await close(opened);
    },
  };
}

function publishOne(channel: ConfirmChannel, event: CloudEvent): Promise<void> {
  const key = `${partitionOf(event.subject)}.${event.type}`;
  const options = { persistent: true, messageId: event.id, contentType: 'application/cloudevents+json' };
  return new Promise((resolve, reject) => {
    const confirmed = (error: unknown): void => {
      if (error === null || error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('RabbitMQ has refused an event'));
    };
    channel.publish(exchange, key, Buffer.from(JSON.stringify(event)), options, confirmed);
  });
}

/** A subscription on its connection. */
interface Consumption {
  readonly connection: ChannelModel;
  readonly subscription: TransportSubscription;
  readonly log: Log;
}

/**
 * Handles events until the signal aborts. Calls `onReady` once the group has its queues. Rejects if the connection is lost.
 */
async function consume(consumption: Consumption, onReady: () => void, signal: AbortSignal): Promise<void> {
  const { connection, subscription } = consumption;
  const { group } = subscription;
  const partitions = partitionNumbers.map(String);
  await declareQueues(consumption, partitions);
  onReady();
  const claims = await createRabbitClaims(connection, group);
  const run = (partition: string, stopped: AbortSignal) =>
    consumeQueue(queueOf(group, partition), consumption, stopped);
  try {
    await sharePartitions({ partitions, claims, run }, signal);
  } finally {
    await claims.leave().catch(() => {});
  }
}

function queueOf(group: string, partition: string): string {
  return `${group}.${partition}`;
}

async function declareQueues(
  { connection, subscription: { group, types } }: Consumption,
  partitions: readonly string[],
): Promise<void> {
  const { channel } = await openChannel(connection);
  await channel.assertExchange(exchange, 'topic', { durable: true });
  for (const partition of partitions) {
    const queue = queueOf(group, partition);
    await channel.assertQueue(queue, { durable: true, arguments: queueArguments });
    for (const type of types) await channel.bindQueue(queue, exchange, `${partition}.${type}`);
  }
  await close(channel);
}

/** Handles the events of a queue one by one, until the signal aborts. Rejects if the channel is lost. */
async function consumeQueue(
  queue: string,
  { connection, subscription, log }: Consumption,
  signal: AbortSignal,
): Promise<void> {
  const { channel, closed } = await openChannel(connection);
  const isOver = AbortSignal.any([signal, closed]);
  let handling = Promise.resolve();
  const handle = async (message: ConsumeMessage | null): Promise<void> => {
    // Without a message the server has ended the subscription, as when the queue was deleted.
    const isHandled =
      message !== null && (await deliverEvent(message.content.toString(), subscription, isOver, log));
    if (closed.aborted) return;
    if (isHandled) channel.ack(message);
    else await close(channel);
  };
  await channel.prefetch(1);
  await channel.consume(queue, (message) => {
    handling = handle(message);
  });
  if (!isOver.aborted) await once(isOver, 'abort');
  await handling;
  if (closed.aborted && !signal.aborted) throw closed.reason;
  await close(channel);
}
