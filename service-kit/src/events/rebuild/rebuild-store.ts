import { type Kysely, sql } from 'kysely';

/**
 * Creates the store of the service that owns entities. Its migrations define the functions `restate_<entity>` and
 * `known_<entity>`. Each method is one statement.
 */
export function createEntityStore(db: Kysely<unknown>, entity: string) {
  const [restate, known] = [sql.id(`restate_${entity}`), sql.id(`known_${entity}`)];
  return {
    /** Emits the state of the next entities. Returns the last of them, or undefined if there are no more. */
    restate: async (after: string | undefined, size: number): Promise<string | undefined> => {
      const query = sql<{ last: string | null }>`
        select ${restate}(${after ?? null}::text, ${size}::int) as last`;
      return (await query.execute(db)).rows[0]?.last ?? undefined;
    },

    /** Returns the ids of the events that this transaction has emitted. */
    emitted: async (): Promise<readonly string[]> => {
      const query = sql<{ id: string }>`
        select event_id as id from outbox where transaction = pg_current_xact_id()`;
      return (await query.execute(db)).rows.map(({ id }) => id);
    },

    /** Returns those of the ids that the service does not have. */
    unknown: async (ids: readonly string[]): Promise<readonly string[]> => {
      const query = sql<{ id: string }>`
        select id from unnest(${ids}::text[]) as copied(id)
        where id not in (select * from ${known}(${ids}::text[]))`;
      return (await query.execute(db)).rows.map(({ id }) => id);
    },
  };
}

/** Progress of a consumer with some events. */
export interface Handled {
  /** Number of events that it has not handled yet. */
  readonly open: number;
  /** Number of these that are dead letters. */
  readonly dead: number;
}

/** Creates the store of the service that has the projection. Each method is one statement. */
export function createCopyStore(db: Kysely<unknown>, table: string) {
  return {
    /** Returns how far a consumer is with events of a service. */
    readHandled: async (consumer: string, source: string, eventIds: readonly string[]): Promise<Handled> => {
      const query = sql<Handled>`
        select count(*) as open, count(*) filter (where state = 'dead') as dead
        from unnest(${eventIds}::text[]) as emitted(id)
        left join parked_event
          on parked_event.consumer = ${consumer} and parked_event.source = ${source} and parked_event.event_id = emitted.id
        where not exists (
          select from inbox
          where inbox.consumer = ${consumer} and inbox.source = ${source} and inbox.event_id = emitted.id
        )`;
      return (await query.execute(db)).rows[0] ?? { open: 0, dead: 0 };
    },

    /** Returns the ids of the next copies. */
    listIds: async (after: string | undefined, size: number): Promise<readonly string[]> => {
      const query = sql<{ id: string }>`
        select id::text from ${sql.table(table)} as copy
        where ${after ?? null}::text is null or copy.id > (${after ?? null}::text)::uuid
        order by copy.id limit ${size}::int`;
      return (await query.execute(db)).rows.map(({ id }) => id);
    },
  };
}
