import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runSql } from '../graph/run-sql.ts';
import { createEventPair, effectOf, startConsumer } from './open-consumer.ts';
import { openWriter } from './open-feed.ts';

const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `${n + 1}`);

test('each event has its effect once, in order for each entity, with two processes of one consumer', async () => {
  const pair = await createEventPair();
  await pair.emit('early', 50);
  const first = await startConsumer(pair, effectOf());
  await startConsumer(pair, effectOf());
  for (const subject of ['a', 'b', 'c']) await pair.emit(subject, 200);
  await expect.poll(async () => (await pair.effects()).length).toBe(650);
  await first.stop();
  await pair.emit('late', 20);
  await expect.poll(async () => (await pair.effects('late')).length).toBe(20);
  for (const subject of ['a', 'b', 'c']) expect(await pair.effects(subject)).toEqual(numbers(200));
  expect(await pair.effects('early')).toEqual(numbers(50));
});

test('an event that fails is tried again with nothing of its effect, later events of its entity wait, others go on', async () => {
  const pair = await createEventPair();
  let isBroken = true;
  await startConsumer(
    pair,
    effectOf(({ n }) => isBroken && n === 2),
    { maxAttempts: 1_000 },
  );
  await pair.emit('a', 4);
  await pair.emit('b', 1);
  await expect.poll(() => pair.effects('b')).toEqual(['1']);
  await expect.poll(async () => (await pair.parked()).length).toBe(3);
  expect(await pair.effects('a')).toEqual(['1']);
  isBroken = false;
  await expect.poll(() => pair.effects('a')).toEqual(numbers(4));
  expect(await pair.parked()).toEqual([]);
});

test('an event that keeps failing becomes a dead letter with its error, and its entity waits for an operator', async () => {
  const pair = await createEventPair();
  let isBroken = true;
  await startConsumer(
    pair,
    effectOf(({ n }) => isBroken && n === 1),
    { maxAttempts: 3 },
  );
  await pair.emit('a', 3);
  await expect
    .poll(() => pair.parked())
    .toEqual([
      { subject: 'a', state: 'dead', attempts: 3, error: 'Error: cannot handle 1' },
      { subject: 'a', state: 'waiting', attempts: 0, error: null },
      { subject: 'a', state: 'waiting', attempts: 0, error: null },
    ]);
  expect(await pair.effects('a')).toEqual([]);
  isBroken = false;
  await runSql(
    pair.consumerUrl,
    "update parked_event set state = 'retrying', attempts = 0, retry_at = now() where state = 'dead'",
  );
  await expect.poll(() => pair.effects('a')).toEqual(numbers(3));
});

test('a consumer may go on after a dead letter, with the later events in order', async () => {
  const pair = await createEventPair();
  const options = { maxAttempts: 2, afterDeadLetter: 'continue' } as const;
  await startConsumer(
    pair,
    effectOf(({ n }) => n === 2),
    options,
  );
  await pair.emit('a', 5);
  await expect.poll(() => pair.effects('a')).toEqual(['1', '3', '4', '5']);
  expect(await pair.parked()).toEqual([
    { subject: 'a', state: 'dead', attempts: 2, error: 'Error: cannot handle 2' },
  ]);
});

test('later events are handled after a dead letter whose last attempt ended with the process', async () => {
  const pair = await createEventPair();
  const handle = effectOf(({ n }) => n === 1);
  const first = await startConsumer(pair, handle, { maxAttempts: 1_000, afterDeadLetter: 'continue' });
  await pair.emit('a', 3);
  await expect.poll(async () => (await pair.parked()).length).toBe(3);
  await first.stop();
  // Attempts are counted before they are made.
  await runSql(
    pair.consumerUrl,
    "update parked_event set attempts = 5, retry_at = now() where state = 'retrying'",
  );
  await startConsumer(pair, handle, { maxAttempts: 5, afterDeadLetter: 'continue' });
  await expect.poll(() => pair.effects('a')).toEqual(['2', '3']);
  expect(await pair.parked()).toEqual([
    { subject: 'a', state: 'dead', attempts: 5, error: 'Error: cannot handle 1' },
  ]);
});

test('a consumer whose database drops all connections again and again makes each effect once', async () => {
  const pair = await createEventPair();
  await startConsumer(pair, effectOf(), { maxAttempts: 1_000 });
  for (let round = 0; round < 5; round += 1) {
    await pair.emit(`s${round}`, 40);
    await sleep(20);
    await runSql(
      pair.consumerUrl,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  }
  await expect.poll(async () => (await pair.effects()).length).toBe(200);
  for (let round = 0; round < 5; round += 1) expect(await pair.effects(`s${round}`)).toEqual(numbers(40));
});

test('events that no consumer asks for are skipped', async () => {
  const pair = await createEventPair();
  await runSql(
    pair.producerUrl,
    "insert into outbox (entity, entity_id, type, version, data) values ('thing', 'a', 'two', 1, '{}'), ('thing', 'a', 'one', 2, '{}')",
  );
  await startConsumer(pair, effectOf());
  await pair.emit('a', 1);
  await expect.poll(() => pair.effects('a')).toEqual(['1']);
});

test('an old event is deleted only after its consumer has read it', async () => {
  const pair = await createEventPair();
  const consumer = await startConsumer(pair, effectOf());
  await pair.emit('a', 1);
  await expect.poll(() => pair.effects('a')).toEqual(['1']);
  await consumer.stop();
  await pair.emit('a', 2);
  await runSql(pair.producerUrl, "update outbox set at = at - interval '3 days'");
  // Deletes old events as it starts, and reads the others.
  const second = await startConsumer(pair, effectOf());
  await expect.poll(() => pair.effects('a')).toEqual(['1', '1', '2']);
  const unread = () =>
    runSql(
      pair.producerUrl,
      'select from outbox, outbox_reader where seen is null or not pg_visible_in_snapshot(transaction, seen::pg_snapshot)',
    );
  await expect.poll(async () => (await unread()).length).toBe(0);
  await second.stop();
  await startConsumer(pair, effectOf());
  await expect.poll(() => runSql(pair.producerUrl, 'select id from outbox')).toEqual([]);
});

test('an open transaction holds back no events of others, and its own follow', async () => {
  const pair = await createEventPair();
  const open = await openWriter(pair.producerUrl);
  await open.sql('begin');
  await open.sql(
    "insert into outbox (entity, entity_id, type, data) values ('thing', 'slow', 'one', '{\"n\": 1}')",
  );
  await startConsumer(pair, effectOf());
  await pair.emit('fast', 600);
  await expect.poll(async () => (await pair.effects('fast')).length).toBe(600);
  expect(await pair.effects('slow')).toEqual([]);
  await open.sql('commit');
  await expect.poll(() => pair.effects('slow')).toEqual(['1']);
});
