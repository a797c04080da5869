import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startReplicatedPostgres } from '../graph/replicated-postgres.ts';
import { runSql } from '../graph/run-sql.ts';
import { followThings, migrate, openFeed, openWriter, take } from './open-feed.ts';

test('after the database was killed and has recovered, no event is missing or duplicated', async () => {
  const postgres = await startReplicatedPostgres();
  try {
    const database = await postgres.provision('restarted');
    await migrate(database);
    const stream = await followThings(openFeed(database));
    await (await openWriter(database)).emit('a', 'before');
    expect(await take(stream, 1)).toEqual(['a before']);
    const cursor = stream.cursor();
    await (await openWriter(database)).emit('a', 'unread');
    await postgres.primary().kill();
    const waiting = take(stream, 2);
    await sleep(200);
    await postgres.primary().start();
    await (await openWriter(database)).emit('a', 'after');
    expect(await waiting).toEqual(['a unread', 'a after']);
    const resumed = await followThings(openFeed(database), { after: cursor });
    expect(await take(resumed, 2)).toEqual(['a unread', 'a after']);
  } finally {
    await postgres.stop();
  }
});

test('transaction ids that a crash makes the database use again hide no event', async () => {
  const postgres = await startReplicatedPostgres();
  try {
    const database = await postgres.provision('reused');
    await migrate(database);
    // A commit that wrote nothing waits for the next flush, which a crash can precede.
    const { adminUrl } = postgres.primary();
    await runSql(adminUrl, "alter system set wal_writer_delay = '10s'");
    await runSql(adminUrl, 'select pg_reload_conf()');
    const feed = openFeed(database);
    const stream = await followThings(feed);
    const writer = await openWriter(database);
    await writer.emit('a', 'before');
    expect(await take(stream, 1)).toEqual(['a before']);
    for (let id = 1; id <= 5; id += 1) await writer.sql("select pg_notify('outbox', '')");
    const cursor = (await followThings(feed)).cursor();
    await postgres.primary().kill();
    await postgres.primary().start();
    const after = await openWriter(database);
    for (const type of ['first', 'second', 'third']) await after.emit('a', type);
    const events = ['a first', 'a second', 'a third'];
    expect(await take(await followThings(openFeed(database), { after: cursor }), 3)).toEqual(events);
    expect(await take(stream, 3)).toEqual(events);
  } finally {
    await postgres.stop();
  }
});
