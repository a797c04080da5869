import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { CloudEvent } from '../cloud-event.ts';
import type { InboxOwner } from './inbox-store.ts';

/** A parked event that is tried again. */
export interface RetriedEvent {
  readonly consumer: string;
  readonly event: CloudEvent;
  /** True if all attempts were made, and the last one ended without a result. */
  readonly isExhausted: boolean;
}

/** Pauses before an event is tried again. They double. Times are milliseconds. */
export interface RetryPolicy {
  /** Number of attempts after which an event is a dead letter. */
  readonly maxAttempts: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** Why an event could not be handled, and the pause before it is tried again. */
export interface ParkedFailure {
  readonly error: string;
  readonly pauseMs: number;
}

/**
 * Creates the store of events that could not be handled yet: all SQL of the table `parked_event`. Each method is one
 * statement.
 */
export function createParkedEventStore<Tables>(db: Kysely<Tables>) {
  return {
    /** Makes parking and retrying of one subject wait for each other until the transaction ends. */
    lockSubject: async (
      { consumer }: Pick<InboxOwner, 'consumer'>,
      { source, subject }: Pick<CloudEvent, 'source' | 'subject'>,
    ): Promise<void> => {
      const key = JSON.stringify([consumer, source, subject]);
      await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(db);
    },

    /**
     * Parks an event, unless it is parked or was handled. It waits if an earlier event of its subject is parked. Else it is
     * tried again after `pauseMs`.
     */
    park: async (owner: InboxOwner, event: CloudEvent, failure: ParkedFailure | undefined): Promise<void> => {
      await parkQuery(owner, event, failure).execute(db);
    },

    /**
     * Claims the event that is due for longest, and counts the attempt before it is made, so that an event that ends the
     * process is not tried for ever. It is due again later, unless the attempt succeeds. After the last attempt it is
     * returned as exhausted, until `fail` makes it a dead letter. Returns undefined if none is due.
     */
    claim: async (consumers: readonly string[], policy: RetryPolicy): Promise<RetriedEvent | undefined> =>
      (await claimQuery(consumers, policy).execute(db)).rows[0],

    /** Removes a parked event. Returns false if it is not parked any more. */
    unpark: async ({ consumer }: InboxOwner, { source, id }: CloudEvent): Promise<boolean> => {
      const query = sql`
        delete from parked_event
        where consumer = ${consumer} and source = ${source} and event_id = ${id} returning id`;
      return (await query.execute(db)).rows.length > 0;
    },

    /** Makes the first waiting event of a subject due, unless an earlier one holds it back. */
    wakeNext: async (owner: InboxOwner, event: CloudEvent): Promise<void> => {
      await wakeQuery(owner, event).execute(db);
    },

    /**
     * Stores why an attempt failed, or keeps the last error if that is unknown. The last attempt makes the event a dead
     * letter. Returns whether it is one.
     */
    fail: async (
      owner: InboxOwner,
      event: CloudEvent,
      error: string | undefined,
      policy: RetryPolicy,
    ): Promise<boolean> =>
      (await failQuery(owner, event, error, policy).execute(db)).rows[0]?.state === 'dead',
  };
}

function parkQuery(
  { consumer, afterDeadLetter }: InboxOwner,
  event: CloudEvent,
  failure: ParkedFailure | undefined,
): RawBuilder<unknown> {
  const { source, id, subject } = event;
  return sql`
    insert into parked_event (consumer, source, event_id, subject, event, state, attempts, error, retry_at)
    select ${consumer}, ${source}, ${id}, ${subject}, ${JSON.stringify(event)}::json,
      case when blocked then 'waiting' else 'retrying' end,
      ${failure === undefined ? 0 : 1}::int, ${failure?.error ?? null}::text,
      case when not blocked then now() + ${failure?.pauseMs ?? 0}::float8 * interval '1 millisecond' end
    from (
      select exists (
        select from parked_event
        where consumer = ${consumer} and source = ${source} and subject = ${subject}
          and (state <> 'dead' or ${afterDeadLetter} = 'wait')
      ) as blocked
    ) as subject
    where not exists (
      select from inbox where consumer = ${consumer} and source = ${source} and event_id = ${id}
    )
    on conflict do nothing`;
}

function wakeQuery(
  { consumer, afterDeadLetter }: InboxOwner,
  { source, subject }: CloudEvent,
): RawBuilder<unknown> {
  return sql`
    update parked_event set state = 'retrying', retry_at = now()
    where state = 'waiting' and id = (
      select id from parked_event
      where consumer = ${consumer} and source = ${source} and subject = ${subject}
        and (state <> 'dead' or ${afterDeadLetter} = 'wait')
      order by id limit 1
    )`;
}

function failQuery(
  { consumer }: InboxOwner,
  { source, id }: CloudEvent,
  error: string | undefined,
  { maxAttempts }: RetryPolicy,
): RawBuilder<{ readonly state: string }> {
  const isLast = sql`attempts >= ${maxAttempts}`;
  return sql<{ readonly state: string }>`
    update parked_event set
      error = coalesce(${error ?? null}::text, error),
      state = case when ${isLast} then 'dead' else state end,
      retry_at = case when not ${isLast} then retry_at end
    where consumer = ${consumer} and source = ${source} and event_id = ${id} returning state`;
}

function claimQuery(
  consumers: readonly string[],
  { maxAttempts, firstPauseMs, longestPauseMs }: RetryPolicy,
): RawBuilder<RetriedEvent> {
  const pauseMs = sql`least(${firstPauseMs}::float8 * 2 ^ least(attempts, 30), ${longestPauseMs})`;
  return sql<RetriedEvent>`
    update parked_event set
      retry_at = now() + ${pauseMs} * interval '1 millisecond',
      attempts = attempts + (not due.exhausted)::int
    from (
      select id, attempts >= ${maxAttempts} as exhausted from parked_event
      where retry_at <= now() and consumer = any(${consumers}::text[])
      order by retry_at limit 1 for update skip locked
    ) as due
    where parked_event.id = due.id
    returning consumer, event, due.exhausted as "isExhausted"`;
}
