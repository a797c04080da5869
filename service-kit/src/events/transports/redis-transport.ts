import { randomUUID } from 'node:crypto';
import type { Log } from '../../log.ts';
import { createAlarm } from '../alarm.ts';
import { serviceOfType } from '../cloud-event.ts';
import type { AdapterOptions, EventTransport, TransportSubscription } from '../event-transport.ts';
import { createRunningSubscriptions } from '../running-subscriptions.ts';
import { deliverEvent } from './deliver-event.ts';
import { keepRunning } from './keep-running.ts';
import { partitionNumbers, partitionOf } from './partitions.ts';
import { unlessAborted } from './publish-in-order.ts';
import { createRedisClaims, type RedisClaims } from './redis-claims.ts';
import { createRedisConnection, type RedisClient } from './redis-client.ts';
import { createDoorbells, type Doorbells } from './redis-doorbells.ts';
import { retentionMs } from './retention.ts';
import { sharePartitions } from './share-partitions.ts';

/** Interval of reading without a notification, in milliseconds. */
const pollMs = 1_000;

/** Maximum number of events that one command reads. */
const batchSize = 50;

/** Field of a stream's entry that holds the event. */
const field = 'event';

/** Name of the only consumer of each group: the process that holds the claim of a partition. */
const holder = 'holder';

/**
 * Creates the transport over Redis Streams. The events of a service are streams `events:<service>:<partition>`. The processes
 * of a group claim partitions, so that each partition has one reader. The next holder of a claim first gets what the last one
 * read without acknowledging it.
 */
export function createRedisTransport({ url, log }: AdapterOptions): EventTransport {
  const running = createRunningSubscriptions();
  const doorbells = createDoorbells();
  const commands = createRedisConnection(url, log, (client) => warnIfVolatile(client, log));
  const notifications = createRedisConnection(url, log, (client) =>
    client.pSubscribe('events:*', doorbells.ring),
  );
  return {
    async publish(events, signal) {
      if (events.length === 0) return;
      const client = await unlessAborted(commands.get(), signal);
      const oldest = Date.now() - retentionMs;
      const trim = { strategy: 'MINID', strategyModifier: '~', threshold: oldest } as const;
      // One transaction: a failure leaves no event stored without the earlier ones.
      const transaction = client.multi();
      const streams = new Set<string>();
      for (const event of events) {
        const stream = streamOf(serviceOfType(event.type), partitionOf(event.subject));
        streams.add(stream);
        transaction.xAdd(stream, '*', { [field]: JSON.stringify(event) }, { TRIM: trim });
      }
      for (const stream of streams) transaction.publish(stream, '');
      await unlessAborted(transaction.exec(), signal);
    },
    async subscribe(subscription) {
      const member = randomUUID();
      const loop = keepRunning(
        async (signal) => {
          const client = await unlessAborted(commands.get(), signal);
          await unlessAborted(notifications.get(), signal);
          await consume({ client, doorbells, subscription, member, log }, signal);
        },
        (error) => log.warn({ err: error, group: subscription.group }, 'failed to receive events'),
      );
      return running.add([loop]);
    },
    async check(signal) {
      const client = await unlessAborted(commands.get(), signal);
      await unlessAborted(client.ping(), signal);
    },
    stop: () =>
      running.stop(async () => {
        commands.close();
        notifications.close();
      }),
  };
}

/** Logs if Redis would lose acknowledged events in a crash. Managed services may keep their settings secret. */
async function warnIfVolatile(client: RedisClient, log: Log): Promise<void> {
  const info = await client.info('persistence').catch(() => '');
  if (/aof_enabled:0/.test(info))
    log.warn('Redis keeps no append-only file (appendonly no): a crash of it loses events');
}

function streamOf(service: string, partition: number): string {
  return `events:${service}:${partition}`;
}

/** A subscription on its connections. */
interface Consumption {
  readonly client: RedisClient;
  readonly doorbells: Doorbells;
  readonly subscription: TransportSubscription;
  /** Name of this process among those of the group. */
  readonly member: string;
  readonly log: Log;
}

/** Handles events until the signal aborts. Rejects if Redis cannot be reached. */
async function consume(consumption: Consumption, signal: AbortSignal): Promise<void> {
  const { client, subscription, member } = consumption;
  const services = [...new Set(subscription.types.map(serviceOfType))];
  const streams = services.flatMap((service) =>
    partitionNumbers.map((partition) => streamOf(service, partition)),
  );
  for (const stream of streams) await createGroup(client, stream, subscription.group);
  const claims = createRedisClaims(client, subscription.group, member);
  const run = (stream: string, stopped: AbortSignal) => readStream(stream, consumption, claims, stopped);
  try {
    await sharePartitions({ partitions: streams, claims, run }, signal);
  } finally {
    await claims.leave().catch(() => {});
  }
}

async function createGroup(client: RedisClient, stream: string, group: string): Promise<void> {
  try {
    await client.xGroupCreate(stream, group, '0', { MKSTREAM: true });
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
  }
}

/**
 * Handles the events of one stream in their order, while the claim is valid: first those that were read and not acknowledged,
 * then new ones. Looks for the former again after each wait: the last holder may have read them when its claim had ended.
 */
async function readStream(
  stream: string,
  { client, doorbells, subscription, log }: Consumption,
  claims: RedisClaims,
  signal: AbortSignal,
): Promise<void> {
  const { group } = subscription;
  const handleEntries = async (entries: readonly Entry[]): Promise<string[]> => {
    const handled: string[] = [];
    for (const { id, message } of entries) {
      if (!claims.isHeld(stream)) break;
      if (!(await deliverEvent(message?.[field] ?? '', subscription, signal, log))) break;
      handled.push(id);
    }
    return handled;
  };
  const alarm = createAlarm();
  const silence = doorbells.add(stream, alarm);
  signal.addEventListener('abort', alarm.ring, { once: true });
  try {
    for (let from = '0'; !signal.aborted && claims.isHeld(stream); ) {
      alarm.reset();
      const entries = await readEntries(client, stream, group, from);
      const handled = await handleEntries(entries);
      if (handled.length > 0) await client.xAck(stream, group, handled);
      if (handled.length < entries.length) return;
      if (entries.length > 0) continue;
      if (from !== '0' && !signal.aborted) await alarm.wait(pollMs);
      from = from === '0' ? '>' : '0';
    }
  } finally {
    signal.removeEventListener('abort', alarm.ring);
    silence();
  }
}

/** Entry of a stream. It has no message if it was deleted after it had been read. */
interface Entry {
  readonly id: string;
  readonly message: Readonly<Record<string, string>> | null;
}

async function readEntries(
  client: RedisClient,
  stream: string,
  group: string,
  from: string,
): Promise<readonly Entry[]> {
  const answer = await client.xReadGroup(group, holder, { key: stream, id: from }, { COUNT: batchSize });
  return answer?.[0]?.messages ?? [];
}
