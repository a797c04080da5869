import {
  createDatabase,
  createDatabasePool,
  type DatabasePool,
} from '@supergraph/service-kit/database/database.ts';
import { createBrokerTransport } from '@supergraph/service-kit/events/create-transport.ts';
import {
  type AfterDeadLetter,
  defineConsumer,
  type EventHandlers,
} from '@supergraph/service-kit/events/event-consumer.ts';
import type { EventTransport } from '@supergraph/service-kit/events/event-transport.ts';
import { createEventSource } from '@supergraph/service-kit/events/feed/event-source.ts';
import { createFeedCursorStore } from '@supergraph/service-kit/events/feed/feed-cursor-store.ts';
import { createFeedTransport } from '@supergraph/service-kit/events/feed/feed-transport.ts';
import { startConsumers } from '@supergraph/service-kit/events/inbox/start-consumers.ts';
import { createOutbox } from '@supergraph/service-kit/events/outbox.ts';
import { startRelay } from '@supergraph/service-kit/events/relay/relay.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import type { Transaction } from 'kysely';
import { onTestFinished } from 'vitest';
import { runSql } from '../graph/run-sql.ts';
import { createTestDatabase } from '../graph/test-database.ts';
import { migrate, openWriter } from './open-feed.ts';

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });

/** Tables of a consumer in a test: the effects of events, in order. */
export interface EffectTables {
  readonly effect: { readonly subject: string; readonly kind: string };
}

/** Types of events in these tests. The data says what the handler does. */
export type ThingEvents = Record<'things.one.v1' | 'things.two.v1', { readonly fails?: boolean }>;

export type ThingHandler = NonNullable<EventHandlers<EffectTables, ThingEvents>['things.one.v1']>;

/** Databases of a service that emits events and of one that consumes them. */
export interface EventPair {
  readonly producerUrl: string;
  readonly consumerUrl: string;
  /** Emits events of the type `one` in one transaction. */
  readonly emit: (subject: string, count?: number, data?: object) => Promise<unknown>;
  /** Returns the effects of a subject, or of all, in their order. */
  readonly effects: (subject?: string) => Promise<readonly string[]>;
  readonly parked: () => Promise<readonly Record<string, unknown>[]>;
}

/** Creates both databases. */
export async function createEventPair(): Promise<EventPair> {
  const [producerUrl, consumerUrl] = [await createTestDatabase('users'), await createTestDatabase('users')];
  await migrate(producerUrl);
  await migrate(consumerUrl);
  await runSql(
    consumerUrl,
    'create table effect (id bigint generated always as identity, subject text not null, kind text not null)',
  );
  const writer = await openWriter(producerUrl);
  return {
    producerUrl,
    consumerUrl,
    emit: (subject, count = 1, data = {}) =>
      writer.sql(
        `insert into outbox (entity, entity_id, type, data)
         select 'thing', '${subject}', 'one', '${JSON.stringify(data)}'::jsonb || jsonb_build_object('n', n)
         from generate_series(1, ${count}) as n`,
      ),
    effects: async (subject) => {
      const rows = await runSql(
        consumerUrl,
        'select kind from effect where $1::text is null or subject = $1 order by id',
        [subject ?? null],
      );
      return rows.map(({ kind }) => String(kind));
    },
    parked: () => runSql(consumerUrl, 'select subject, state, attempts, error from parked_event order by id'),
  };
}

/** Writes an effect for an event, and then fails if `shouldFail` says so. */
export function effectOf(shouldFail: (data: { readonly n?: number }) => boolean = () => false): ThingHandler {
  return async ({ subject, data }, transaction: Transaction<EffectTables>) => {
    const { n = 0 }: { readonly n?: number } = Object(data);
    await transaction
      .insertInto('effect')
      .values({ subject, kind: `${n}` })
      .execute();
    if (shouldFail({ n })) throw new Error(`cannot handle ${n}`);
  };
}

/** Starts one process of the consumer `seen`: on a broker, or without one. */
export async function startConsumer(
  { producerUrl, consumerUrl }: EventPair,
  handle: ThingHandler,
  options: {
    readonly afterDeadLetter?: AfterDeadLetter;
    readonly maxAttempts?: number;
    readonly brokerUrl?: string;
  } = {},
) {
  const { afterDeadLetter, maxAttempts = 5, brokerUrl } = options;
  const [own, producer] = [openPool(consumerUrl), openOutbox(producerUrl)];
  const transport = await openTransport(producer, own, brokerUrl);
  const consumer = defineConsumer<EffectTables, ThingEvents>({
    ...{ name: 'seen', on: { 'things.one.v1': handle }, afterDeadLetter },
  });
  const running = await startConsumers({
    ...{ service: 'test', consumers: [consumer], background: own, transport, log },
    retry: { maxAttempts, firstPauseMs: 20, longestPauseMs: 100 },
  });
  return stopOnce(async () => {
    await running.stop();
    await transport.stop();
    await Promise.all([own.end(), producer.close()]);
  });
}

/** Starts one process that publishes the events of the producer to a broker. */
export async function startPublisher({ producerUrl }: EventPair, brokerUrl: string) {
  const { outbox, background, close } = openOutbox(producerUrl);
  const transport = await createBrokerTransport({ url: brokerUrl, log });
  const relay = startRelay({
    ...{ service: 'things', outbox, background, transport, log },
    ...{ pollMs: 50, idleTimeoutMs: 5_000 },
  });
  const { stop } = stopOnce(async () => {
    await relay.stop();
    await transport.stop();
    await close();
  });
  return { stop, problem: relay.problem };
}

type OpenOutbox = ReturnType<typeof openOutbox>;

function openOutbox(url: string) {
  const background = openPool(url);
  const outbox = createOutbox({ url, pool: background, background, retentionHours: 24, log });
  const close = async (): Promise<void> => {
    outbox.stop();
    await background.end();
  };
  return { outbox, background, close };
}

async function openTransport(
  { outbox, background }: OpenOutbox,
  own: DatabasePool,
  brokerUrl: string | undefined,
): Promise<EventTransport> {
  if (brokerUrl !== undefined) return createBrokerTransport({ url: brokerUrl, log });
  const source = createEventSource({ service: 'things', outbox, background, pollMs: 50 });
  const cursors = createFeedCursorStore(createDatabase(own));
  return createFeedTransport({ sourceOf: () => source, cursors, concurrency: 4, log });
}

function stopOnce(end: () => Promise<void>) {
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= end());
  onTestFinished(stop);
  return { stop };
}

function openPool(url: string) {
  return createDatabasePool({ url, poolSize: 6, connectTimeoutMs: 5_000, statementTimeoutMs: 5_000, log });
}
