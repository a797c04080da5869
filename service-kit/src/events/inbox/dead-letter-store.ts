import { type Kysely, type RawBuilder, sql } from 'kysely';
import { runTransaction } from '../../database/run-transaction.ts';
import { createParkedEventStore } from './parked-event-store.ts';

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

/** Creates the store of dead letters for operators. */
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
      const query = sql`
        update parked_event set state = 'retrying', attempts = 0, retry_at = now()
        where ${isChosen(filter)} returning id`;
      return (await query.execute(db)).rows.length;
    },

    /**
     * Drops dead letters without their effect: they count as handled. The next event of each entity becomes due. Returns
     * their number. Waits for events that are being parked behind them.
     */
    drop: (filter: DeadLetterFilter): Promise<number> =>
      runTransaction(db, async (trx) => {
        const letters = (await chosenQuery(filter).execute(trx)).rows;
        const { lockSubject } = createParkedEventStore(trx);
        for (const letter of letters) await lockSubject(letter, letter);
        const ids = letters.map(({ id }) => id);
        return (await dropQuery(ids).execute(trx)).rows[0]?.dropped ?? 0;
      }),
  };
}

/** Writes the statement that returns the chosen dead letters, in the order in which their subjects are locked. */
function chosenQuery(filter: DeadLetterFilter) {
  return sql<{ id: string; consumer: string; source: string; subject: string }>`
    select id::text, consumer, source, subject from parked_event
    where ${isChosen(filter)} order by consumer, source, subject, parked_event.id`;
}

function isChosen(filter: DeadLetterFilter): RawBuilder<unknown> {
  const [consumer, id] = [filter.consumer ?? null, filter.id ?? null];
  return sql`state = 'dead' and (${consumer}::text is null or consumer = ${consumer})
    and (${id}::text is null or event_id = ${id})`;
}

function dropQuery(ids: readonly string[]) {
  return sql<{ dropped: number }>`
    with dropped as (
      delete from parked_event where state = 'dead' and id = any(${ids}::bigint[])
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
}
