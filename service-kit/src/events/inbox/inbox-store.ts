import { type Kysely, sql } from 'kysely';
import type { CloudEvent } from '../cloud-event.ts';
import type { AfterDeadLetter } from '../event-consumer.ts';

/** Identity of a consumer in the store, and its rule for entities with a dead letter. */
export interface InboxOwner {
  readonly consumer: string;
  readonly afterDeadLetter: AfterDeadLetter;
}

/** Days for which handled events are remembered: longer than any transport delivers an event again. */
const rememberedDays = 14;

/**
 * Creates the store of handled events: all SQL of the table `inbox`. Each method is one statement.
 */
export function createInboxStore<Tables>(db: Kysely<Tables>) {
  return {
    /**
     * Notes an event as handled. Returns undefined if it was noted before, else whether it or an earlier event of its subject
     * is parked. Waits for a concurrent transaction that notes the same event.
     */
    note: async (
      { consumer, afterDeadLetter }: InboxOwner,
      { source, id, subject, time }: CloudEvent,
    ): Promise<{ readonly isBlocked: boolean } | undefined> => {
      const query = sql<{ isBlocked: boolean }>`
        insert into inbox (consumer, source, event_id, event_time)
        values (${consumer}, ${source}, ${id}, ${time}::timestamptz)
        on conflict do nothing
        returning exists (
          select from parked_event
          where consumer = ${consumer} and source = ${source} and subject = ${subject}
            and (state <> 'dead' or ${afterDeadLetter} = 'wait')
        ) as "isBlocked"`;
      return (await query.execute(db)).rows[0];
    },

    /** Forgets that an event was noted. */
    forget: async ({ consumer }: InboxOwner, { source, id }: CloudEvent): Promise<void> => {
      await sql`
        delete from inbox where consumer = ${consumer} and source = ${source} and event_id = ${id}`.execute(
        db,
      );
    },

    /** Forgets events that were handled long ago. Returns true if there are no more of them. */
    prune: async (): Promise<boolean> => {
      const query = sql`
        delete from inbox where (consumer, source, event_id) in (
          select consumer, source, event_id from inbox
          where handled_at < now() - ${rememberedDays} * interval '1 day' limit 1000
        ) returning consumer`;
      return (await query.execute(db)).rows.length < 1_000;
    },
  };
}
