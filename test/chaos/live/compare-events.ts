import { runSql } from '../../graph/run-sql.ts';
import type { ReceivedEvent, Subscriber } from './start-subscriber.ts';

/** Differences between the committed events and those of the subscribers. */
export interface EventAccounts {
  readonly committed: number;
  readonly subscribers: number;
  readonly received: number;
  readonly lost: number;
  readonly doubled: number;
  /** Orders whose events a subscriber received in another order. */
  readonly misordered: number;
  /** Results without an event, as sentences. */
  readonly failures: readonly string[];
}

/** Events of each order, as their kinds in order. */
type Histories = ReadonlyMap<string, readonly string[]>;

/** Returns the number of the newest event. */
export async function newestEvent(databaseUrl: string): Promise<number> {
  const [row] = await runSql(databaseUrl, 'select coalesce(max(id), 0)::int as newest from outbox');
  return Number(row?.newest);
}

/** Reads the events of orders that were committed after an event. */
export async function readCommitted(databaseUrl: string, after: number): Promise<Histories> {
  const rows = await runSql(
    databaseUrl,
    "select entity_id, type from outbox where entity = 'order' and id > $1 order by id",
    [after],
  );
  return collect(
    rows.map(({ entity_id, type }) => [String(entity_id), String(type).replace('order-', '').toUpperCase()]),
  );
}

/** Compares the committed events with those of each subscriber. */
export function compareEvents(committed: Histories, subscribers: readonly Subscriber[]): EventAccounts {
  const each = subscribers.map(({ events }) => compare(committed, events));
  const sum = (count: (account: (typeof each)[number]) => number): number =>
    each.reduce((total, account) => total + count(account), 0);
  return {
    committed: [...committed.values()].reduce((total, kinds) => total + kinds.length, 0),
    subscribers: subscribers.length,
    received: subscribers.reduce((total, { events }) => total + events.length, 0),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    misordered: sum(({ misordered }) => misordered),
    failures: subscribers.flatMap(({ name, failures }) => failures.map((failure) => `${name}: ${failure}`)),
  };
}

function compare(committed: Histories, events: readonly ReceivedEvent[]) {
  const received = collect(events.map(({ order, kind }) => [order, kind]));
  let [lost, doubled, misordered] = [0, 0, 0];
  for (const [order, kinds] of committed) {
    const seen = received.get(order) ?? [];
    const distinct = [...new Set(seen)];
    lost += kinds.filter((kind) => !distinct.includes(kind)).length;
    doubled += seen.length - distinct.length;
    const expected = kinds.filter((kind) => distinct.includes(kind));
    if (expected.join() !== distinct.join()) misordered += 1;
  }
  return { lost, doubled, misordered };
}

function collect(events: readonly (readonly [order: string, kind: string])[]): Histories {
  const histories = new Map<string, string[]>();
  for (const [order, kind] of events) {
    const kinds = histories.get(order) ?? [];
    kinds.push(kind);
    histories.set(order, kinds);
  }
  return histories;
}
