import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { runTransaction } from '../../database/run-transaction.ts';
import { serviceOfType } from '../cloud-event.ts';
import type { EventConsumer, Projection } from '../event-consumer.ts';
import { createOutboxStore } from '../outbox-store.ts';
import { createCopyStore, createEntityStore } from './rebuild-store.ts';

/** Options of rebuilding a projection. */
export interface RebuildOptions {
  readonly consumer: EventConsumer<unknown>;
  /** Database of the service with the projection. */
  readonly db: Kysely<unknown>;
  /** Database of the service that owns the entities. */
  readonly source: Kysely<unknown>;
  /** Called after each page with the number of entities so far. */
  readonly onProgress?: ((rebuilt: number) => void) | undefined;
  /** Time without progress after which rebuilding fails, in milliseconds. default: 60 s */
  readonly patienceMs?: number | undefined;
}

/** Outcome of rebuilding a projection. */
export interface Rebuilt {
  readonly entities: number;
  /** Number of copies whose entity does not exist any more. */
  readonly forgotten: number;
}

/** Number of entities of a page. So many events at most delay the events of changes. */
const pageSize = 500;

/** Interval of asking whether a page is handled, in milliseconds. */
const pollMs = 50;

/**
 * Rebuilds a projection from the entities of the service that owns them, while both services run. That service emits the
 * state of each entity again, and the consumer handles these events among those of changes, in order for each entity. So
 * every copy is at all times as it was or as it should be, and a rebuilding that ended early can begin again. Throws if the
 * consumer does not handle the events.
 */
export async function rebuildProjection(options: RebuildOptions): Promise<Rebuilt> {
  const { consumer, source, onProgress } = options;
  const projection = readProjection(consumer);
  let entities = 0;
  for (let after: string | undefined; ; ) {
    const page = await restate(source, projection.entity, after);
    if (page === undefined) break;
    await awaitHandled(options, projection, page.eventIds);
    after = page.last;
    entities += page.eventIds.length;
    onProgress?.(entities);
  }
  return { entities, forgotten: await forgetUnknown(options, projection) };
}

function readProjection({ name, projection }: EventConsumer<unknown>): Projection<unknown> {
  if (projection !== undefined) return projection;
  throw new TypeError(`the consumer ${JSON.stringify(name)} has no projection`);
}

/** Emits the state of the next entities in one transaction. */
async function restate(source: Kysely<unknown>, entity: string, after: string | undefined) {
  const page = await runTransaction(source, async (trx) => {
    const entities = createEntityStore(trx, entity);
    const last = await entities.restate(after, pageSize);
    return last === undefined ? undefined : { last, eventIds: await entities.emitted() };
  });
  if (page !== undefined) await createOutboxStore(source).announce();
  return page;
}

async function awaitHandled(
  { consumer, db, patienceMs = 60_000 }: RebuildOptions,
  { table }: Projection<unknown>,
  eventIds: readonly string[],
): Promise<void> {
  const copies = createCopyStore(db, table);
  const source = `/${serviceOfType(consumer.types[0] ?? '')}`;
  let waiting = eventIds.length;
  for (let deadline = performance.now() + patienceMs; ; await sleep(pollMs)) {
    const { open, dead } = await copies.readHandled(consumer.name, source, eventIds);
    if (dead > 0)
      throw new Error(`The consumer "${consumer.name}" cannot handle ${dead} events: they are dead letters.`);
    if (open === 0) return;
    if (open < waiting) deadline = performance.now() + patienceMs;
    waiting = open;
    if (performance.now() > deadline)
      throw new Error(`The consumer "${consumer.name}" handles no events. Does its service run?`);
  }
}

/** Forgets the copies of entities that do not exist any more. The copies are read first, so that new entities exist. */
async function forgetUnknown(
  { db, source }: RebuildOptions,
  { entity, table, forget }: Projection<unknown>,
): Promise<number> {
  const [copies, entities] = [createCopyStore(db, table), createEntityStore(source, entity)];
  let forgotten = 0;
  for (let after: string | undefined; ; ) {
    const ids = await copies.listIds(after, pageSize);
    if (ids.length === 0) return forgotten;
    const unknown = await entities.unknown(ids);
    if (unknown.length > 0) await runTransaction(db, (trx) => forget(unknown, trx));
    forgotten += unknown.length;
    after = ids.at(-1);
  }
}
