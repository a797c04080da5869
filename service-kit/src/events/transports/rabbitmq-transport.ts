import { once } from 'node:events';
import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Log } from '../../log.ts';
import { type CloudEvent, serviceOfType } from '../cloud-event.ts';
import type { AdapterOptions, EventTransport, TransportSubscription } from '../event-transport.ts';
import { createRunningSubscriptions } from '../running-subscriptions.ts';
import { deliverEvent } from './deliver-event.ts';
import { keepRunning } from './keep-running.ts';
import { partitionNumbers, partitionOf } from './partitions.ts';
import { publishInOrder, unlessAborted } from './publish-in-order.ts';
import { close, connectRabbit, openChannel, openConfirmChannel } from './rabbitmq-channels.ts';
import { createRabbitClaims } from './rabbitmq-claims.ts';
import { openProgress } from './rabbitmq-progress.ts';
import { retentionMs } from './retention.ts';
import { sharePartitions } from './share-partitions.ts';
import { createShared } from './shared.ts';

/** Maximum number of events that the server sends ahead. */
const prefetch = 50;

/** Time for reading how far a group has read, in milliseconds. A queue without a leader never answers. */
const progressMs = 10_000;

/** Arguments of a stream: a queue that keeps its messages for all readers. */
const streamArguments = {
  'x-queue-type': 'stream',
  'x-max-age': `${retentionMs / 86_400_000}D`,
  // Whole segments are deleted, so a smaller one is deleted sooner.
  'x-stream-max-segment-size-bytes': 50_000_000,
};

/**
 * Creates the transport over RabbitMQ. The events of a service are streams `events.<service>.<partition>`, which keep them for
 * groups that come later. The processes of a group claim streams, so that each has one reader, and note in a queue of length 1
 * how far they have read.
 */
export function createRabbitTransport({ url, log }: AdapterOptions): EventTransport {
  const running = createRunningSubscriptions();
  const connection = createShared(async () => {
    const opened = await connectRabbit(url, log);
    opened.once('close', () => connection.forget());
    return opened;
  });
  const publisher = createShared(async () => {
    const opened = await openConfirmChannel(await connection.get());
    opened.closed.addEventListener('abort', () => publisher.forget(), { once: true });
    return { ...opened, services: new Set<string>() };
  });
  return {
    async publish(events, signal) {
      const { channel, closed, services } = await unlessAborted(publisher.get(), signal);
      const isOver = AbortSignal.any([signal, closed]);
      const missing = [...new Set(events.map(({ type }) => serviceOfType(type)))].filter(
        (service) => !services.has(service),
      );
      await unlessAborted(declareStreams(channel, missing), isOver);
      for (const service of missing) services.add(service);
      const publishing = publishInOrder(events, isOver, (event) => publishOne(channel, event));
      await unlessAborted(publishing, isOver);
    },
    async subscribe(subscription) {
      const loop = keepRunning(
        async (signal) => {
          const opened = await unlessAborted(connection.get(), signal);
          await consume({ connection: opened, subscription, log }, signal);
        },
        (error) => log.warn({ err: error, group: subscription.group }, 'failed to receive events'),
      );
      return running.add([loop]);
    },
    async check(signal) {
      await unlessAborted(publisher.get(), signal);
    },
    stop: () =>
      running.stop(async () => {
        const opened = await connection.current();
        if (opened !== undefined) await close(opened);
      }),
  };
}

function streamOf(service: string, partition: number): string {
  return `events.${service}.${partition}`;
}

async function declareStreams(channel: Channel, services: Iterable<string>): Promise<readonly string[]> {
  const streams = [...services].flatMap((service) =>
    partitionNumbers.map((partition) => streamOf(service, partition)),
  );
  for (const stream of streams)
    await channel.assertQueue(stream, { durable: true, arguments: streamArguments });
  return streams;
}

function publishOne(channel: ConfirmChannel, event: CloudEvent): Promise<void> {
  const stream = streamOf(serviceOfType(event.type), partitionOf(event.subject));
  const options = {
    persistent: true,
    // A stream that was deleted ends the channel, which declares it again.
    mandatory: true,
    messageId: event.id,
    contentType: 'application/cloudevents+json',
  };
  return new Promise((resolve, reject) => {
    const confirmed = (error: unknown): void => {
      if (error === null || error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('RabbitMQ has refused an event'));
    };
    channel.sendToQueue(stream, Buffer.from(JSON.stringify(event)), options, confirmed);
  });
}

/** A subscription on its connection. */
interface Consumption {
  readonly connection: ChannelModel;
  readonly subscription: TransportSubscription;
  readonly log: Log;
}

/** Handles events until the signal aborts. Rejects if the connection is lost. */
async function consume(consumption: Consumption, signal: AbortSignal): Promise<void> {
  const { connection, subscription } = consumption;
  const { channel } = await openChannel(connection);
  const partitions = await declareStreams(channel, new Set(subscription.types.map(serviceOfType)));
  await close(channel);
  const claims = await createRabbitClaims(connection, subscription.group);
  const run = (stream: string, stopped: AbortSignal) => readStream(stream, consumption, stopped);
  try {
    await sharePartitions({ partitions, claims, run }, signal);
  } finally {
    await claims.leave();
  }
}

/** Handles the events of a stream one by one, until the signal aborts. Rejects if the channel is lost. */
async function readStream(
  stream: string,
  { connection, subscription, log }: Consumption,
  signal: AbortSignal,
): Promise<void> {
  const { channel, closed } = await openChannel(connection);
  const isOver = AbortSignal.any([signal, closed]);
  const opening = openProgress(channel, `${subscription.group}.${stream}.offset`);
  const isLate = AbortSignal.any([isOver, AbortSignal.timeout(progressMs)]);
  const progress = await unlessAborted(opening, isLate).catch((error) => {
    // Not awaited: a queue that does not answer may delay this answer too.
    void close(channel);
    throw error;
  });
  const handle = async (message: ConsumeMessage | null): Promise<void> => {
    if (isOver.aborted) return;
    // Without a message the server has ended the subscription, as when the stream was deleted.
    if (message === null) return close(channel);
    const isHandled = await deliverEvent(message.content.toString(), subscription, isOver, log);
    if (!isHandled || closed.aborted) return;
    progress.note(Number(message.properties.headers?.['x-stream-offset']));
    channel.ack(message);
  };
  let handling = Promise.resolve();
  const receive = (message: ConsumeMessage | null): void => {
    handling = handling.then(() => handle(message));
  };
  await channel.prefetch(prefetch);
  await channel.consume(stream, receive, { arguments: { 'x-stream-offset': progress.next } });
  if (!isOver.aborted) await once(isOver, 'abort');
  await handling;
  if (closed.aborted && !signal.aborted) throw closed.reason;
  await close(channel);
}
