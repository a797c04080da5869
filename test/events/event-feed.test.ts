import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, expect, inject, test } from 'vitest';
import { createDemoDatabase } from '../graph/demo-database.ts';
import { startReplicatedPostgres } from '../graph/replicated-postgres.ts';
import { followThings, migrate, openFeed, openWriter, take } from './open-feed.ts';

let url = '';

beforeAll(async () => {
  url = await createDemoDatabase('users');
});

test('events of transactions that commit in another order than they began all arrive, once', async () => {
  const stream = await followThings(openFeed(url));
  const [slow, fast, last] = [await openWriter(url), await openWriter(url), await openWriter(url)];
  await slow.sql('begin');
  await slow.emit('a', 'slow');
  await fast.sql('begin');
  await fast.emit('b', 'fast');
  await fast.sql('commit');
  expect(await take(stream, 1)).toEqual(['b fast']);
  await slow.emit('a', 'slower');
  await last.emit('c', 'last');
  expect(await take(stream, 1)).toEqual(['c last']);
  await slow.sql('commit');
  expect(await take(stream, 2)).toEqual(['a slow', 'a slower']);
  await last.emit('c', 'end');
  expect(await take(stream, 1)).toEqual(['c end']);
});

test('a transaction that was rolled back has no events', async () => {
  const stream = await followThings(openFeed(url));
  const writer = await openWriter(url);
  await writer.sql('begin');
  await writer.emit('a', 'undone');
  await writer.sql('rollback');
  await writer.emit('a', 'done');
  expect(await take(stream, 1)).toEqual(['a done']);
});

test('events of one entity come in order, even if the later change belongs to the transaction that began first', async () => {
  const stream = await followThings(openFeed(url));
  const [first, second] = [await openWriter(url), await openWriter(url)];
  await first.sql('begin');
  // Takes the transaction id.
  await first.emit('other', 'begun');
  await second.emit('one', 'earlier');
  await first.emit('one', 'later');
  await first.sql('commit');
  const { taken, after } = await stopAndTakeCursor(stream, 3);
  const resumed = await followThings(openFeed(url), { after });
  expect(taken.filter((event) => event.startsWith('one'))).toEqual(['one earlier', 'one later']);
  await second.emit('one', 'latest');
  expect(await take(resumed, 1)).toEqual(['one latest']);
});

test('subscribers that resume after the same cursor share what is read, and miss nothing that was committed since', async () => {
  const feed = openFeed(url);
  const after = (await followThings(feed)).cursor();
  const writer = await openWriter(url);
  await writer.emit('a', 'first', 'second');
  const resume = () => followThings(feed, { after });
  const [one, other] = await Promise.all([resume(), resume()]);
  const sources = [(await one.next()).value?.source, (await other.next()).value?.source];
  expect(sources[0]).toMatchObject({ type: 'first' });
  expect(sources[1]).toBe(sources[0]);
  await writer.emit('a', 'third');
  const late = await resume();
  await writer.emit('a', 'fourth');
  expect(await take(late, 4)).toEqual(['a first', 'a second', 'a third', 'a fourth']);
  for (const stream of [one, other])
    expect(await take(stream, 3)).toEqual(['a second', 'a third', 'a fourth']);
});

test('a long transaction in another database of the server delays no events', async () => {
  const other = await openWriter(await createDemoDatabase('orders'));
  await other.sql('begin; select pg_current_xact_id()');
  const stream = await followThings(openFeed(url));
  await (await openWriter(url)).emit('a', 'written');
  expect(await take(stream, 1)).toEqual(['a written']);
  await other.sql('rollback');
});

test('a subscriber that resumes at every event, in processes that read at different times, sees each once and in order', async () => {
  const feeds = [openFeed(url), openFeed(url), openFeed(url)];
  const start = (await followThings(feeds[0] ?? openFeed(url))).cursor();
  const writers = await Promise.all([1, 2, 3, 4].map(() => openWriter(url)));
  const writing = Promise.all(
    writers.map(async (writer, w) => {
      for (let n = 0; n < 20; n += 1) {
        await writer.sql('begin');
        await writer.emit(`${w}`, `n${n}a`, `n${n}b`);
        await sleep(Math.random() * 5);
        await writer.sql(n % 5 === 4 ? 'rollback' : 'commit');
      }
    }),
  );
  const seen: string[] = [];
  let after = start;
  for (let n = 0; seen.length < 4 * 16 * 2; n += 1) {
    const feed = feeds[n % feeds.length] ?? openFeed(url);
    const stream = await followThings(feed, { after });
    seen.push(...(await take(stream, 1)));
    after = stream.cursor();
    await stream.return();
  }
  await writing;
  const written = [0, 1, 2, 3].map((w) =>
    Array.from({ length: 20 }, (_, n) => n)
      .filter((n) => n % 5 !== 4)
      .flatMap((n) => [`${w} n${n}a`, `${w} n${n}b`]),
  );
  for (const [w, events] of written.entries())
    expect(seen.filter((event) => event.startsWith(`${w} `))).toEqual(events);
});

test('a subscriber that pauses for 3,000 events receives all of them afterwards, and does not delay others', async () => {
  const feed = openFeed(url);
  const [slow, quick] = [await followThings(feed), await followThings(feed)];
  const writer = await openWriter(url);
  for (let n = 0; n < 3; n += 1)
    await writer.emit(`${n}`, ...Array.from({ length: 1_000 }, (_, type) => `${type}`));
  const all = Array.from({ length: 3_000 }, (_, n) => `${Math.floor(n / 1_000)} ${n % 1_000}`);
  expect(await take(quick, 3_000)).toEqual(all);
  expect(await take(slow, 3_000)).toEqual(all);
  await writer.emit('after', 'all');
  expect(await take(slow, 1)).toEqual(['after all']);
});

test('a process has one reader for all of its subscribers, and reads only while there are some', async () => {
  const database = await createDemoDatabase('users');
  const feed = openFeed(database, { pollMs: 30, lingerMs: 100 });
  const streams = await Promise.all(
    Array.from({ length: 50 }, (_, n) => followThings(feed, { ids: [`${n}`] })),
  );
  const writer = await openWriter(database);
  const reads = async () => {
    const { rows } = await writer.sql(
      `select xact_commit + xact_rollback as count from pg_stat_database where datname = current_database()`,
    );
    return Number(rows[0]?.count);
  };
  await writer.emit('7', 'written');
  expect(await take(streams[7] ?? (await followThings(feed)), 1)).toEqual(['7 written']);
  const before = await reads();
  await sleep(1_500);
  expect((await reads()) - before).toBeLessThan(200);
  await Promise.all(streams.map((stream) => stream.return()));
  const listeners =
    "select from pg_stat_activity where datname = current_database() and query ilike 'listen%'";
  await expect.poll(async () => (await writer.sql(listeners)).rowCount).toBe(0);
});

test('if notifications are lost, events arrive at the next poll', async () => {
  const stream = await followThings(openFeed(url, { pollMs: 40 }));
  await cutConnections("query ilike 'listen%'");
  // Written without a notification, so only polling finds it.
  await (await openWriter(url)).emit('a', 'unannounced');
  expect(await take(stream, 1)).toEqual(['a unannounced']);
});

test('an announcement by another process delivers its events before the next poll', async () => {
  const stream = await followThings(openFeed(url, { pollMs: 60_000 }));
  const announcer = openFeed(url);
  await (await openWriter(url)).emit('a', 'announced');
  const begun = performance.now();
  const repeated = setInterval(announcer.announce, 50);
  expect(await take(stream, 1)).toEqual(['a announced']);
  clearInterval(repeated);
  expect(performance.now() - begun).toBeLessThan(20_000);
});

test('after the server has cut all connections, no event is missing or duplicated', async () => {
  const stream = await followThings(openFeed(url));
  const writer = await openWriter(url);
  await writer.emit('a', 'before');
  expect(await take(stream, 1)).toEqual(['a before']);
  for (let n = 0; n < 3; n += 1) {
    await cutConnections("application_name = ''");
    await (await openWriter(url)).emit('a', `cut ${n}`);
  }
  expect(await take(stream, 3)).toEqual(['a cut 0', 'a cut 1', 'a cut 2']);
});

test('a cursor from before the oldest kept event is CURSOR_EXPIRED, later ones and new streams work', async () => {
  const database = await createDemoDatabase('users');
  const first = openFeed(database);
  const stream = await followThings(first);
  const old = stream.cursor();
  const writer = await openWriter(database);
  await writer.emit('a', 'old');
  // Snapshots are of the whole server. Transactions of other tests that began before this event would let `later` expire too.
  await expect.poll(async () => (await writer.sql(oldestIsDone)).rowCount, { timeout: 15_000 }).toBe(1);
  await writer.emit('a', 'kept');
  expect(await take(stream, 2)).toEqual(['a old', 'a kept']);
  const later = stream.cursor();
  await writer.sql("update outbox set at = at - interval '2 days' where type = 'old'");
  await untilDeleted(database);
  await expect(followThings(first, { after: old })).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  const resumed = await followThings(first, { after: later });
  await writer.emit('a', 'new');
  expect(await take(resumed, 1)).toEqual(['a new']);
  expect(await take(stream, 1)).toEqual(['a new']);
});

test('while a transaction is open, newer events are kept, and new subscriptions work', async () => {
  const database = await createDemoDatabase('users');
  const [long, writer] = [await openWriter(database), await openWriter(database)];
  await long.sql('begin');
  await long.emit('a', 'long');
  await writer.emit('b', 'old');
  await writer.sql("update outbox set at = at - interval '2 days'");
  const stream = await followThings(openFeed(database));
  await writer.emit('b', 'new');
  expect(await take(stream, 1)).toEqual(['b new']);
  expect((await writer.sql("select from outbox where type = 'old'")).rowCount).toBe(1);
  await long.sql('commit');
  expect(await take(stream, 1)).toEqual(['a long']);
  const after = stream.cursor();
  await untilDeleted(database);
  await writer.emit('b', 'newest');
  expect(await take(await followThings(openFeed(database), { after }), 1)).toEqual(['b newest']);
});

test('the cursor of a quiet subscriber advances, so that it does not expire', async () => {
  const database = await createDemoDatabase('users');
  const feed = openFeed(database);
  const quiet = await followThings(feed, { ids: ['quiet'] });
  const begin = quiet.cursor();
  const writer = await openWriter(database);
  await writer.emit('busy', 'written');
  await expect.poll(() => quiet.cursor()).not.toBe(begin);
  const busy = await followThings(feed, { after: begin });
  expect(await take(busy, 1)).toEqual(['busy written']);
});

test('a cursor that was modified, or belongs to another field or database, is refused', async () => {
  const feed = openFeed(url);
  const cursor = (await followThings(feed)).cursor();
  const refused = { code: 'BAD_USER_INPUT' };
  await expect(followThings(feed, { after: `${cursor.slice(0, -2)}xx` })).rejects.toMatchObject(refused);
  await expect(followThings(feed, { after: '' })).rejects.toMatchObject(refused);
  await expect(
    feed.follow({ field: 'otherChanged', filter: { entity: 'thing' }, after: cursor }),
  ).rejects.toMatchObject(refused);
  const postgres = await startReplicatedPostgres();
  try {
    const younger = await postgres.provision('younger');
    await migrate(younger);
    await expect(followThings(openFeed(younger), { after: cursor })).rejects.toMatchObject({
      code: 'CURSOR_EXPIRED',
    });
  } finally {
    await postgres.stop();
  }
});

test('a waiting stream ends when its subscriber or its process ends it', async () => {
  const feed = openFeed(url);
  const [one, other] = [await followThings(feed), await followThings(feed)];
  const [waiting, waitingToo] = [one.next(), other.next()];
  await one.return();
  expect(await waiting).toEqual({ done: true, value: undefined });
  feed.stop();
  expect(await waitingToo).toEqual({ done: true, value: undefined });
});

/** Finds the oldest event once no transaction is open that began before its own ended. */
const oldestIsDone = `select from (select transaction from outbox order by transaction limit 1) as oldest
  where transaction < pg_snapshot_xmin(pg_current_snapshot())`;

/** Waits until old events are deleted: at the first use of a process, unless a transaction is open. */
async function untilDeleted(database: string): Promise<void> {
  const writer = await openWriter(database);
  const old = async () => {
    await (await followThings(openFeed(database))).return();
    return (await writer.sql("select from outbox where at < now() - interval '1 day'")).rowCount;
  };
  await expect.poll(old, { timeout: 15_000, interval: 200 }).toBe(0);
}

/** Takes events of a stream, ends it, and returns the events and the cursor after them. */
async function stopAndTakeCursor(stream: Awaited<ReturnType<typeof followThings>>, count: number) {
  const taken = await take(stream, count);
  const after = stream.cursor();
  await stream.return();
  return { taken, after };
}

/** Ends connections of the tests' database. */
async function cutConnections(condition: string): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('postgresAdminUrl') });
  await admin.connect();
  await admin.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1 and ${condition}`,
    [new URL(url).pathname.slice(1)],
  );
  await admin.end();
}
