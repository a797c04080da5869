import { type Kysely, sql } from 'kysely';

/** Identity of a consumer's progress in the feed of one service. */
export interface FeedProgress {
  /** Name of the group of consumers. */
  readonly group: string;
  /** Service that emits the events. */
  readonly source: string;
}

export type FeedCursorStore = ReturnType<typeof createFeedCursorStore>;

/** Creates the store of progress in the feeds of other services: all SQL of the table `feed_cursor`. */
export function createFeedCursorStore(db: Kysely<unknown>) {
  return {
    /**
     * Lets a process read for a consumer, for `forMs` milliseconds. Returns the cursor, or undefined if another process reads.
     */
    lease: async (
      { group, source }: FeedProgress,
      holder: string,
      forMs: number,
    ): Promise<{ readonly cursor: string | null } | undefined> => {
      const query = sql<{ cursor: string | null }>`
        insert into feed_cursor (consumer, source, holder, held_until)
        values (${group}, ${source}, ${holder}::uuid, now() + ${forMs}::float8 * interval '1 millisecond')
        on conflict (consumer, source) do update
        set holder = excluded.holder, held_until = excluded.held_until
        where feed_cursor.holder = excluded.holder or feed_cursor.held_until is null or feed_cursor.held_until < now()
        returning cursor`;
      return (await query.execute(db)).rows[0];
    },

    /** Stores the cursor after handled events. Changes nothing if another process reads by now. */
    advance: async ({ group, source }: FeedProgress, holder: string, cursor: string): Promise<void> => {
      await sql`
        update feed_cursor set cursor = ${cursor}
        where consumer = ${group} and source = ${source} and holder = ${holder}::uuid`.execute(db);
    },

    /** Lets other processes read now. */
    release: async ({ group, source }: FeedProgress, holder: string): Promise<void> => {
      await sql`
        update feed_cursor set holder = null, held_until = null
        where consumer = ${group} and source = ${source} and holder = ${holder}::uuid`.execute(db);
    },

    /** Notes that no events are missing any more, because the consumer's projection was rebuilt. */
    forgetLoss: async (group: string): Promise<void> => {
      await sql`update feed_cursor set lost_since = null where consumer = ${group}`.execute(db);
    },

    /** Starts again with the oldest event that is kept, and notes that events are missing. */
    restart: async ({ group, source }: FeedProgress): Promise<void> => {
      await sql`
        update feed_cursor set cursor = null, lost_since = coalesce(lost_since, now())
        where consumer = ${group} and source = ${source}`.execute(db);
    },
  };
}
