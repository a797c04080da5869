import { type Kysely, sql } from 'kysely';

/** Event that a consumer could not handle. */
export interface DeadLetter {
  readonly consumer: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly attempts: number;
  readonly error: string | null;
}

/** Dead letters to choose. */
export interface DeadLetterFilter {
  /** default: all consumers */
  readonly consumer?: string | undefined;
  /** Id of one event. default: all */
  readonly id?: string | undefined;
}

/** Creates the store of dead letters for operators. Each method is one statement. */
export function createDeadLetterStore(db: Kysely<unknown>) {
  return {
    /** Returns the oldest dead letters, up to `limit`. */
    list: async (limit: number): Promise<readonly DeadLetter[]> => {
      const query = sql<DeadLetter>`
        select consumer, event_id as id, event ->> 'type' as type, subject, attempts, error
        from parked_event where state = 'dead' order by id limit ${limit}`;
      return (await query.execute(db)).rows;
    },

    /** Makes dead letters due, as if they had never been tried. Returns their number. */
    retry: async (filter: DeadLetterFilter): Promise<number> => {
      const [consumer, id] = [filter.consumer ?? null, filter.id ?? null];
      const query = sql`
        update parked_event set state = 'retrying', attempts = 0, retry_at = now()
        where state = 'dead' and (${consumer}::text is null or consumer = ${consumer})
          and (${id}::text is null or event_id = ${id}) returning id`;
      return (await query.execute(db)).rows.length;
    },

    /**
     * Drops dead letters without their effect: they count as handled. The next event of each entity becomes due. Returns
     * their number.
     */
    drop: async (filter: DeadLetterFilter): Promise<number> => {
      const [consumer, id] = [filter.consumer ?? null, filter.id ?? null];
      const query = sql<{ dropped: number }>`
        with dropped as (
          delete from parked_event
          where state = 'dead' and (${consumer}::text is null or consumer = ${consumer})
            and (${id}::text is null or event_id = ${id})
          returning id, consumer, source, subject, event_id, event ->> 'time' as time
        ), noted as (
          insert into inbox (consumer, source, event_id, event_time)
          select consumer, source, event_id, time::timestamptz from dropped on conflict do nothing
        ), woken as (
          update parked_event set state = 'retrying', retry_at = now()
          where state = 'waiting' and id in (
            select min(later.id) from parked_event as later join dropped using (consumer, source, subject)
            where later.id not in (select id from dropped) group by later.consumer, later.source, later.subject
          )
        )
        select count(*) as dropped from dropped`;
      return (await query.execute(db)).rows[0]?.dropped ?? 0;
    },
  };
}
