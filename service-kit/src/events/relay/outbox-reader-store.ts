import { type Kysely, sql } from 'kysely';
import { createEventCursors, type EventCursors } from '../event-cursor.ts';

/** Progress of a reader. */
export interface ReaderProgress {
  readonly name: string;
  /** Cursor after the events that it has read. Null before the first one. */
  readonly cursor: string | null;
  readonly readAt: Date;
}

/** Maximum number of readers that are not forgotten. Further ones are served, but no events are kept for them. */
const maxReaders = 100;

/** Condition for a reader that is not forgotten. */
export const isRemembered = sql`read_at > now() - interval '7 days'`;

/**
 * Creates the store of the readers that deliver the events of an outbox: all SQL of the table `outbox_reader`. Each method is
 * one statement.
 */
export function createOutboxReaders(db: Kysely<unknown>) {
  return {
    /** Adds a reader that has read nothing, unless it exists. */
    add: async (name: string): Promise<void> => {
      await sql`insert into outbox_reader (name) values (${name}) on conflict do nothing`.execute(db);
    },

    /**
     * Returns the cursor of a reader, and locks it until the transaction ends. Returns undefined if another process has
     * locked it.
     */
    hold: async (name: string): Promise<{ readonly cursor: string | null } | undefined> => {
      const query = sql<{ cursor: string | null }>`
        select cursor from outbox_reader where name = ${name} for update skip locked`;
      return (await query.execute(db)).rows[0];
    },

    /** Stores the progress of a reader, and that it is alive. */
    advance: async (name: string, cursor: string | null, seen: string | null): Promise<void> => {
      await sql`
        insert into outbox_reader (name, cursor, seen)
        select ${name}, ${cursor}, ${seen} where (select count(*) from outbox_reader where ${isRemembered}) < ${maxReaders}
          or exists (select from outbox_reader where name = ${name})
        on conflict (name) do update
        set cursor = excluded.cursor, seen = excluded.seen, read_at = clock_timestamp()`.execute(db);
    },

    /** Notes that a reader is alive, although it cannot read on. */
    touch: async (name: string): Promise<void> => {
      await sql`update outbox_reader set read_at = clock_timestamp() where name = ${name}`.execute(db);
    },

    list: async (): Promise<readonly ReaderProgress[]> => {
      const query = sql<ReaderProgress>`
        select name, cursor, read_at as "readAt" from outbox_reader order by name`;
      return (await query.execute(db)).rows;
    },
  };
}

/** Creates the cursors of readers on one database server. */
export function createReaderCursors(server: string): EventCursors {
  return createEventCursors('events', server);
}
