import { type Kysely, type RawBuilder, sql } from 'kysely';
import { cursorExpired } from './event-cursor.ts';
import type { EventPosition, OutboxEvent, PageFilter } from './outbox-event.ts';
import { isRemembered } from './relay/outbox-reader-store.ts';

/** Some of the events after a position, and the position after them. */
export interface EventPage {
  readonly events: readonly OutboxEvent[];
  readonly position: EventPosition;
  /** True if there was no further event when the page was read. */
  readonly isLast: boolean;
}

export type OutboxStore = ReturnType<typeof createOutboxStore>;

/** Number of events of a page. */
const pageSize = 500;

/**
 * Creates the store of events: all SQL of the tables `outbox` and `outbox_pruning`. Each method is one statement. None has
 * parameters: a statement with parameters is prepared, and its general plan would read the outbox from its beginning.
 */
export function createOutboxStore(db: Kysely<unknown>) {
  return {
    /** Returns the identity of the database server. Replicas have that of their primary, and a restored dump another one. */
    readServer: async (): Promise<string> => {
      const query = sql<{ id: string }>`select system_identifier::text as id from pg_control_system()`;
      return BigInt((await query.execute(db)).rows[0]?.id ?? noRow()).toString(36);
    },

    /** Returns the position after all events that are committed by now. */
    readPosition: async (): Promise<EventPosition> => {
      const query = sql<{ seen: string }>`select ${durableSnapshot} as seen`;
      return { seen: (await query.execute(db)).rows[0]?.seen ?? noRow() };
    },

    /** Returns the position before the oldest event that is kept. */
    readStart: async (): Promise<EventPosition> => {
      const query = sql<{ next: string }>`
        select (last_transaction::text::bigint + 1)::text as next from outbox_pruning`;
      const next = (await query.execute(db)).rows[0]?.next ?? noRow();
      return { seen: `${next}:${next}:` };
    },

    /**
     * Returns the next events after a position. A transaction that is still open holds none of the others back: its events
     * are new when a later snapshot shows it. Throws CURSOR_EXPIRED if events after the position may have been deleted, or if
     * the position belongs to another database. The check is conservative: it compares the oldest transaction that was open
     * at the position, in any database of the server, with the newest one whose events were deleted.
     */
    readPage: async (after: EventPosition, filter?: PageFilter): Promise<EventPage> => {
      const { rows } = await pageQuery(after, filter).execute(db);
      const [{ now, has_all: hasAll } = noRow()] = rows;
      if (!hasAll) throw cursorExpired();
      return toPage(
        after,
        now,
        rows.filter((row): row is EventRow => row.id !== null),
      );
    },

    /**
     * Deletes the oldest events if they are older than the retention. Returns false if there may be more of them. Keeps those
     * that are newer than an open transaction, because snapshots of readers may still hide that one, and those that a reader
     * for other services has not read, unless it was silent for a week.
     */
    prune: async (retentionMs: number): Promise<boolean> =>
      (await pruneQuery(retentionMs).execute(db)).rows[0]?.deleted !== pageSize,

    /** Notifies the readers of all processes of new events. */
    announce: async (): Promise<void> => {
      await sql`select pg_notify(${sql.lit(channel)}, '')`.execute(db);
    },
  };
}

/** Channel of notifications about new events. */
export const channel = 'outbox';

type PageRow = EventRow | { readonly now: string; readonly has_all: boolean; readonly id: null };

interface EventRow {
  readonly now: string;
  readonly has_all: boolean;
  readonly id: number;
  readonly transaction: string;
  readonly entity: string;
  readonly entity_id: string;
  readonly type: string;
  readonly at: Date;
  readonly data: OutboxEvent['data'];
  readonly event_id: string;
  readonly version: number;
  readonly traceparent: string | null;
}

/**
 * The current snapshot as a text, without the transactions after that of the newest event. A crash can undo those that wrote
 * nothing, such as a notification, and the server then gives their ids to other transactions. A reader that has seen these
 * ids would miss the events of the others. The ids up to that of a committed event are never given again.
 */
const durableSnapshot = sql`(
  select concat(least(pg_snapshot_xmin(snapshot)::text::bigint, upper_end), ':', upper_end, ':', (
    select string_agg(xid::text, ',' order by xid) from pg_snapshot_xip(snapshot) as xid
    where xid::text::bigint < upper_end
  ))
  from (
    select snapshot, least(
      pg_snapshot_xmax(snapshot)::text::bigint,
      1 + greatest(
        (select transaction::text::bigint from outbox order by transaction desc limit 1),
        (select last_transaction::text::bigint from outbox_pruning)
      )
    ) as upper_end
    from (select pg_current_snapshot() as snapshot) as latest
  ) as bounded
)`;

/** Writes the statement of a page. Without an event it has one row, whose `id` is null. */
function pageQuery(after: EventPosition, filter: PageFilter | undefined): RawBuilder<PageRow> {
  const { seen, window } = after;
  const snapshot = (text: string) => sql`${sql.lit(text)}::pg_snapshot`;
  const now = sql`(select pg_current_snapshot())`;
  const until = window === undefined ? now : snapshot(window.until);
  return sql<PageRow>`
    select ${durableSnapshot} as now,
      last_transaction < pg_snapshot_xmin(${snapshot(seen)})
        and pg_snapshot_xmax(${snapshot(window?.until ?? seen)}) <= pg_snapshot_xmax(${now}) as has_all,
      event.*
    from outbox_pruning left join (
      select id, transaction::text, entity, entity_id, type, at, data,
        coalesce(event_id::text, concat(transaction, '-', id)) as event_id, version, traceparent
      from outbox
      where transaction >= pg_snapshot_xmin(${snapshot(seen)})
        and not pg_visible_in_snapshot(transaction, ${snapshot(seen)})
        and pg_visible_in_snapshot(transaction, ${until})
        and id > ${sql.lit(window?.lastId ?? 0)}
        and ${matches(filter)}
      order by id limit ${sql.lit(pageSize)}
    ) as event on true
    order by event.id`;
}

/** Writes the statement that deletes the oldest events, up to a page of them. */
function pruneQuery(retentionMs: number): RawBuilder<{ readonly deleted: number }> {
  return sql<{ readonly deleted: number }>`
    with old as (
      delete from outbox where id in (
        select id from (select id, at, transaction from outbox order by id limit ${sql.lit(pageSize)}) as oldest
        where at < now() - ${sql.lit(retentionMs)} * interval '1 millisecond'
          and transaction < pg_snapshot_xmin(pg_current_snapshot())
          and not exists (
            select from outbox_reader where ${isRemembered}
              and (seen is null or not pg_visible_in_snapshot(oldest.transaction, seen::pg_snapshot))
          )
      ) returning transaction
    ), noted as (
      update outbox_pruning
      set last_transaction = greatest(last_transaction, (select max(transaction) from old))
      where exists (select from old)
    )
    select count(*) as deleted from old`;
}

function matches(filter: PageFilter | undefined): RawBuilder<unknown> {
  if (filter === undefined) return sql`true`;
  if ('types' in filter) {
    const types = sql.join(filter.types.map((type) => sql.lit(type)));
    return sql`concat(type, '.v', version) = any(array[${types}]::text[])`;
  }
  const { entity, ids } = filter;
  const ofKind = sql`entity = ${sql.lit(entity)}`;
  if (ids === undefined) return ofKind;
  const list = sql.join(ids.map((id) => sql.lit(id)));
  return sql`${ofKind} and entity_id = any(array[${list}]::text[])`;
}

/**
 * Gives each event the position after it. Sorted by id, the events that a snapshot shows and an earlier one does not show
 * are in order for each entity: the later change of an entity waited for the earlier one to commit.
 */
function toPage({ seen, window }: EventPosition, now: string, rows: readonly EventRow[]): EventPage {
  const until = window?.until ?? now;
  const isWhole = rows.length < pageSize;
  const events = rows.map((row, index): OutboxEvent => {
    const { entity, entity_id: entityId, event_id: id, type, version, at, data } = row;
    const isLast = isWhole && index === rows.length - 1;
    const position = isLast ? { seen: until } : { seen, window: { until, lastId: row.id } };
    const traceparent = row.traceparent ?? undefined;
    const transaction = Number(row.transaction);
    return { entity, entityId, id, type, version, at, data, traceparent, transaction, position };
  });
  const position = isWhole ? { seen: until } : (events.at(-1)?.position ?? noRow());
  return { events, position, isLast: isWhole && window === undefined };
}

function noRow(): never {
  throw new Error('the outbox gave no row: it must have been migrated');
}
