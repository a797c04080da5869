import {
  type ConnectionOptions,
  Consumer,
  type Message,
  ProduceAcks,
  Producer,
  type SASLMechanismValue,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka';
import type { Log } from '../../log.ts';
import { type CloudEvent, serviceOfType } from '../cloud-event.ts';
import type { AdapterOptions, EventTransport, TransportSubscription } from '../event-transport.ts';
import { createRunningSubscriptions } from '../running-subscriptions.ts';
import { deliverEvent } from './deliver-event.ts';
import { keepRunning } from './keep-running.ts';
import { unlessAborted } from './publish-in-order.ts';
import { createShared } from './shared.ts';

/** Maximum number of events of one request, so that it stays under the 1 MB that Kafka takes. */
const batchSize = 50;

/** Time after which the partitions of a dead process pass to others, in milliseconds. */
const sessionTimeout = 10_000;

/** Interval of signs of life, in milliseconds. */
const heartbeatInterval = 2_000;

/** Settings of a client. */
type ClientOptions = Pick<ConnectionOptions, 'sasl' | 'tls'> & {
  readonly clientId: string;
  readonly bootstrapBrokers: string[];
  readonly autocreateTopics: boolean;
  readonly timeout: number;
  readonly retries: number;
};

/**
 * Creates the transport over Kafka. The events of a service are the topic `events.<service>`, with the id of the entity as key.
 * Its partitions are those of the topic, and Kafka shares them among the processes of a group.
 *
 * Tested against the mock cluster of librdkafka 2.0.2, not against Kafka: producing, keys, order, groups and their commits are
 * shown, but not replication, authentication, TLS or a broker that fails.
 */
export function createKafkaTransport({ url, log }: AdapterOptions): EventTransport {
  const options = readOptions(url);
  const running = createRunningSubscriptions();
  const producer = createShared(() => openProducer(options));
  return {
    async publish(events, signal) {
      const client = await unlessAborted(producer.get(), signal);
      for (let start = 0; start < events.length; start += batchSize) {
        const messages = events.slice(start, start + batchSize).map(toMessage);
        await unlessAborted(client.send({ messages }), signal);
      }
    },
    async subscribe(subscription) {
      const loop = keepRunning(
        (signal) => consume(options, subscription, signal, log),
        (error) => log.warn({ err: error, group: subscription.group }, 'failed to receive events'),
      );
      return running.add([loop]);
    },
    async check(signal) {
      const client = await unlessAborted(producer.get(), signal);
      await unlessAborted(client.metadata({ topics: [], forceUpdate: true }), signal);
    },
    stop: () => running.stop(async () => (await producer.current())?.close()),
  };
}

/** Reads `kafka://user:password@host:port?sasl=SCRAM-SHA-512`, or `kafkas://` for TLS. */
function readOptions(url: string): ClientOptions {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const sasl = {
    mechanism: readMechanism(searchParams.get('sasl')),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
  return {
    clientId: 'supergraph',
    bootstrapBrokers: [`${hostname}:${port || 9092}`],
    autocreateTopics: true,
    timeout: 5_000,
    retries: 3,
    ...(protocol === 'kafkas:' && { tls: {} }),
    ...(username !== '' && { sasl }),
  };
}

const mechanisms = [
  'PLAIN',
  'SCRAM-SHA-256',
  'SCRAM-SHA-512',
] as const satisfies readonly SASLMechanismValue[];

function readMechanism(text: string | null): SASLMechanismValue {
  const found = mechanisms.find((mechanism) => mechanism === (text ?? 'PLAIN'));
  if (found === undefined) throw new TypeError(`sasl in EVENTS_URL must be one of ${mechanisms.join(', ')}`);
  return found;
}

async function openProducer(options: ClientOptions) {
  const producer = new Producer({
    ...options,
    serializers: stringSerializers,
    idempotent: true,
    acks: ProduceAcks.ALL,
  });
  // -1 asks for a new id. The library would send 0, which is the id of another producer.
  await producer.initIdempotentProducer({ producerId: -1n, producerEpoch: -1 });
  return producer;
}

function toMessage(event: CloudEvent) {
  return { topic: topicOf(serviceOfType(event.type)), key: event.subject, value: JSON.stringify(event) };
}

function topicOf(service: string): string {
  return `events.${service}`;
}

/** Handles events until the signal aborts. Rejects if Kafka cannot be reached. */
async function consume(
  options: ClientOptions,
  subscription: TransportSubscription,
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  const consumer = new Consumer({
    ...options,
    groupId: subscription.group,
    deserializers: stringDeserializers,
  });
  try {
    const stream = await consumer.consume({
      topics: [...new Set(subscription.types.map((type) => topicOf(serviceOfType(type))))],
      mode: 'committed',
      fallbackMode: 'earliest',
      autocommit: false,
      sessionTimeout,
      heartbeatInterval,
    });
    const lanes = createLanes((error) => stream.destroy(error));
    const close = (): void => void stream.close().catch(() => {});
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    for await (const message of stream)
      await lanes.add(`${message.topic}:${message.partition}`, () =>
        handle(message, subscription, signal, log),
      );
    await lanes.settle();
    signal.removeEventListener('abort', close);
  } finally {
    await consumer.close(true).catch(() => {});
  }
}

async function handle(
  message: Message<string, string, string, string>,
  subscription: TransportSubscription,
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  if (await deliverEvent(message.value, subscription, signal, log)) await message.commit();
}

/** Maximum number of messages that wait for their turn. */
const maxWaiting = 100;

/** Tasks that run one after the other within a lane. */
interface Lanes {
  /** Adds a task. Resolves once there is room for another one. */
  readonly add: (lane: string, task: () => Promise<void>) => Promise<void>;
  /** Resolves once all tasks have ended. */
  readonly settle: () => Promise<void>;
}

/** Creates lanes. After a failure, which `onFailure` receives, no further task is run. */
function createLanes(onFailure: (error: Error) => void): Lanes {
  const ends = new Map<string, Promise<void>>();
  const waiting = new Set<Promise<void>>();
  let hasFailed = false;
  const run = async (task: () => Promise<void>): Promise<void> => {
    if (hasFailed) return;
    try {
      await task();
    } catch (error) {
      hasFailed = true;
      onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return {
    async add(lane, task) {
      const end = (ends.get(lane) ?? Promise.resolve())
        .then(() => run(task))
        .then(() => void waiting.delete(end));
      ends.set(lane, end);
      waiting.add(end);
      while (waiting.size >= maxWaiting) await Promise.race(waiting);
    },
    settle: async () => void (await Promise.all(waiting)),
  };
}
