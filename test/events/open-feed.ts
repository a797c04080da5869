import { subgraphFolder } from '@supergraph/schema/registry.ts';
import { createDatabasePool } from '@supergraph/service-kit/database/database.ts';
import { prepareDatabase } from '@supergraph/service-kit/database/prepare-database.ts';
import { createEventFeed, type EventFeed } from '@supergraph/service-kit/events/event-feed.ts';
import type { EventStream } from '@supergraph/service-kit/events/event-stream.ts';
import { createOutbox } from '@supergraph/service-kit/events/outbox.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import pg from 'pg';
import { onTestFinished } from 'vitest';

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });

/** Starts the event feed of a database for one test, as a process does. */
export function openFeed(
  url: string,
  { pollMs = 50, lingerMs }: { readonly pollMs?: number; readonly lingerMs?: number } = {},
): EventFeed {
  const pool = createDatabasePool({
    url,
    poolSize: 4,
    connectTimeoutMs: 1_000,
    statementTimeoutMs: 5_000,
    log,
  });
  const outbox = createOutbox({ url, pool, background: pool, retentionHours: 24, lingerMs, log });
  const feed = createEventFeed({ outbox, pollMs, log });
  onTestFinished(async () => {
    feed.stop();
    outbox.stop();
    await pool.end();
  });
  return feed;
}

/** Subscribes to the things of a test, all or those with some ids. */
export function followThings(
  feed: EventFeed,
  options: { readonly ids?: readonly string[]; readonly after?: string } = {},
): Promise<EventStream> {
  const { ids, after } = options;
  return feed.follow({ field: 'thingChanged', filter: { entity: 'thing', ids }, after });
}

/** Takes the next events, as `id type`. */
export async function take(stream: EventStream, count: number): Promise<readonly string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { done, value } = await stream.next();
    if (done) throw new Error(`the stream ended after ${taken.length} of ${count} events`);
    taken.push(`${value.entityId} ${value.type}`);
  }
  return taken;
}

/** Opens a connection that writes. */
export async function openWriter(url: string) {
  const client = new pg.Client({ connectionString: url });
  // A test may end the connection, or its server.
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end());
  return {
    sql: (text: string) => client.query<Record<string, unknown>>(text),
    emit: (id: string, ...types: readonly string[]) =>
      client.query(
        "insert into outbox (entity, entity_id, type, data) select 'thing', $1, type, '{}' from unnest($2::text[]) as type",
        [id, types],
      ),
  };
}

/** Creates an outbox in an empty database, with the tables of a subgraph. */
export async function migrate(url: string): Promise<void> {
  const folder = subgraphFolder('users');
  await prepareDatabase({ variable: 'DATABASE_URL', url, folder, demoData: false, log });
}
