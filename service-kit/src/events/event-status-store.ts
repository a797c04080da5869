import { type Kysely, sql } from 'kysely';
import { isRemembered } from './relay/outbox-reader-store.ts';

/** State of the events of one service: those that it emits, and those that its consumers receive. */
export interface EventStatus {
  /**
   * Readers of its outbox that are not forgotten: `relay` publishes to a broker, and `feed:…` is a group of consumers of
   * another service.
   */
  readonly readers: readonly ReaderStatus[];
  readonly consumers: readonly ConsumerStatus[];
}

/** Events that a reader has not read. */
export interface ReaderStatus {
  readonly name: string;
  /** Number of events, counted up to 10 000. */
  readonly unread: number;
  /** Age of the oldest one in seconds. Null if there is none. */
  readonly oldestUnreadSeconds: number | null;
  /** Seconds since the reader was last seen. */
  readonly silentSeconds: number;
}

/** Progress of a consumer. */
export interface ConsumerStatus {
  readonly name: string;
  /** Time of the event that it handled last. Null if it has not handled any lately. */
  readonly lastHandledAt: Date | null;
  /** Seconds from that event to its effect. */
  readonly lastDelaySeconds: number | null;
  /** Events that are tried again. */
  readonly retrying: number;
  /** Events that wait for an earlier one of their entity. */
  readonly waiting: number;
  /** Events that an operator must retry or drop. */
  readonly dead: number;
  /** Time since which events are missing, because they were deleted before they were read. Null if none are. */
  readonly lostSince: Date | null;
}

/** Reads the state of the events of a service from its database, in two statements. */
export async function readEventStatus(db: Kysely<unknown>): Promise<EventStatus> {
  const readers = await readReaders(db);
  const consumers = await readConsumers(db);
  return { readers, consumers };
}

async function readReaders(db: Kysely<unknown>): Promise<readonly ReaderStatus[]> {
  const query = sql<ReaderStatus>`
    select name, unread.count as unread,
      extract(epoch from clock_timestamp() - unread.oldest)::float8 as "oldestUnreadSeconds",
      extract(epoch from clock_timestamp() - read_at)::float8 as "silentSeconds"
    from outbox_reader cross join lateral (
      select count(*) as count, min(at) as oldest from (
        select at from outbox
        where seen is null
          or (transaction >= pg_snapshot_xmin(seen::pg_snapshot) and not pg_visible_in_snapshot(transaction, seen::pg_snapshot))
        limit 10000
      ) as event
    ) as unread
    where ${isRemembered} order by name`;
  return (await query.execute(db)).rows;
}

async function readConsumers(db: Kysely<unknown>): Promise<readonly ConsumerStatus[]> {
  const query = sql<ConsumerStatus>`
    with recursive handled as (
      (select consumer, event_time, handled_at from inbox order by consumer, handled_at desc limit 1)
      union all
      select next.* from handled cross join lateral (
        select consumer, event_time, handled_at from inbox
        where consumer > handled.consumer order by consumer, handled_at desc limit 1
      ) as next
    ), parked as (
      select consumer,
        count(*) filter (where state = 'retrying') as retrying,
        count(*) filter (where state = 'waiting') as waiting,
        count(*) filter (where state = 'dead') as dead
      from parked_event group by consumer
    ), names as (
      select consumer from handled union select consumer from parked
    )
    select names.consumer as name,
      event_time as "lastHandledAt",
      extract(epoch from handled_at - event_time)::float8 as "lastDelaySeconds",
      coalesce(retrying, 0) as retrying, coalesce(waiting, 0) as waiting, coalesce(dead, 0) as dead,
      -- Cursors belong to the group of the consumer: <service>-<consumer>.
      (select min(lost_since) from feed_cursor where feed_cursor.consumer like '%-' || names.consumer) as "lostSince"
    from names left join handled using (consumer) left join parked using (consumer)
    order by name`;
  return (await query.execute(db)).rows;
}
