import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { expect, inject, test } from 'vitest';
import { launch } from '../../launcher/test/launch.ts';
import { runSql } from '../graph/run-sql.ts';
import { createTestDatabase } from '../graph/test-database.ts';
import { createEventPair, effectOf, startConsumer } from './open-consumer.ts';
import { openWriter } from './open-feed.ts';

test('an operator sees dead letters with their errors, and retries or drops them', async () => {
  const pair = await createEventPair();
  let broken = [1, 3];
  await startConsumer(
    pair,
    effectOf(({ n = 0 }) => broken.includes(n)),
    { maxAttempts: 2 },
  );
  await pair.emit('a', 4);
  const states = async () => (await pair.parked()).map(({ state }) => state);
  await expect.poll(states).toEqual(['dead', 'waiting', 'waiting', 'waiting']);
  const shown = await run(pair.consumerUrl, 'status');
  expect(shown.code).toBe(0);
  expect(shown.output).toMatch(/consumer seen: .*0 retrying, 3 waiting, 1 dead/);
  expect(shown.output).toMatch(
    /dead letter of seen: things.one.v1 of a, 2 attempts, event .*: Error: cannot handle 1/,
  );
  expect(shown.output.match(/consumer /g)).toHaveLength(1);
  expect((await run(pair.producerUrl, 'status')).output).toContain('reader feed:test-seen: 0 unread');
  broken = [3];
  expect((await run(pair.consumerUrl, 'retry', '--consumer', 'seen')).output).toContain('1 dead letters');
  await expect.poll(() => pair.effects('a')).toEqual(['1', '2']);
  await expect.poll(states).toEqual(['dead', 'waiting']);
  const [{ deadLetters }] = JSON.parse((await run(pair.consumerUrl, 'status', '--json')).output);
  const dropped = await run(pair.consumerUrl, 'retry', '--drop', '--event', deadLetters[0].id);
  expect(dropped.output).toContain('users: 1 dead letters dropped');
  await expect.poll(() => pair.effects('a')).toEqual(['1', '2', '4']);
  expect(await pair.parked()).toEqual([]);
});

test('an event that is being parked behind a dead letter becomes due after the drop', async () => {
  const pair = await createEventPair();
  await startConsumer(
    pair,
    effectOf(({ n }) => n === 1),
    { maxAttempts: 1 },
  );
  await pair.emit('a', 1);
  await expect.poll(async () => (await pair.parked()).map(({ state }) => state)).toEqual(['dead']);
  const [letter] = await runSql(pair.consumerUrl, 'select source, event_id from parked_event');
  const parking = await openWriter(pair.consumerUrl);
  await parking.sql('begin');
  const key = JSON.stringify(['seen', letter?.source, 'a']);
  await parking.sql(`select pg_advisory_xact_lock(hashtextextended('${key}', 0))`);
  await parking.sql(
    `insert into parked_event (consumer, source, event_id, subject, event, state)
     select consumer, source, 'later', subject,
       event::jsonb || '{"id": "later", "data": {"n": 2}}', 'waiting' from parked_event`,
  );
  let hasEnded = false;
  const dropping = run(pair.consumerUrl, 'retry', '--drop', '--event', String(letter?.event_id));
  const ended = dropping.finally(() => (hasEnded = true));
  const waiting = "select from pg_locks where locktype = 'advisory' and not granted";
  await expect
    .poll(async () => hasEnded || (await runSql(pair.consumerUrl, waiting)).length > 0, { timeout: 20_000 })
    .toBe(true);
  await parking.sql('commit');
  expect((await ended).output).toContain('users: 1 dead letters dropped');
  await expect.poll(() => pair.effects('a')).toEqual(['2']);
});

test('readers that were silent for a week are not reported, and take no place of others', async () => {
  const pair = await createEventPair();
  await runSql(
    pair.producerUrl,
    "insert into outbox_reader (name, read_at) select 'feed:gone-' || n, now() - interval '8 days' from generate_series(1, 100) as n",
  );
  await startConsumer(pair, effectOf());
  await pair.emit('a', 1);
  await expect.poll(() => pair.effects('a')).toEqual(['1']);
  const { output } = await run(pair.producerUrl, 'status');
  expect(output.match(/reader \S+/g)).toEqual(['reader feed:test-seen:']);
});

test('a command that names no subgraph, or drops without an event, is refused with its usage', async () => {
  const { consumerUrl } = await createEventPair();
  const unknown = await run(consumerUrl, 'status', '--service', 'nobody');
  expect([unknown.code, unknown.output]).toEqual([
    1,
    expect.stringMatching(/--service must be one of .*Usage:/s),
  ]);
  const all = await run(consumerUrl, 'retry', '--drop');
  expect([all.code, all.output]).toEqual([1, expect.stringMatching(/--drop needs --event.*Usage:/s)]);
});

test('a command names an unusable database with the reason, and shows the others', async () => {
  const { consumerUrl } = await createEventPair();
  const dead = 'postgres://orders:confidential@127.0.0.1:1/orders';
  const partly = await runWith({ USERS_DATABASE_URL: consumerUrl, ORDERS_DATABASE_URL: dead }, 'status');
  expect([partly.code, partly.output]).toEqual([
    1,
    expect.stringMatching(/^users\n.*The database of orders cannot be used: connect ECONNREFUSED/s),
  ]);
  const wrong = new URL(consumerUrl);
  wrong.username = 'nobody';
  const refused = await run(wrong.href, 'retry');
  expect([refused.code, refused.output]).toEqual([
    1,
    expect.stringContaining('The database of users cannot be used:'),
  ]);
  for (const { output } of [partly, refused]) expect(output).not.toMatch(/confidential|Usage|node_modules/);
});

test('a command says that a database is not migrated, and that its role has too few rights', async () => {
  const empty = await createTestDatabase('users');
  const bare = await run(empty, 'status');
  expect([bare.code, bare.output]).toEqual([
    1,
    expect.stringMatching(
      /^The database of users is not migrated to this release \(relation .* does not exist\)/,
    ),
  ]);
  const { consumerUrl } = await createEventPair();
  await runSql(consumerUrl, 'revoke select on parked_event from current_user');
  const denied = await run(consumerUrl, 'status');
  expect([denied.code, denied.output]).toEqual([
    1,
    expect.stringMatching(
      /^The database of users refuses this role \(permission denied for table parked_event\)/,
    ),
  ]);
});

async function run(databaseUrl: string, command: 'status' | 'retry', ...args: readonly string[]) {
  return runWith({ USERS_DATABASE_URL: databaseUrl }, command, ...args);
}

async function runWith(databases: Environment, command: 'status' | 'retry', ...args: readonly string[]) {
  const DATA_DIR = mkdtempSync(join(inject('runFolder'), 'command-'));
  const launched = launch(`events-${command}.ts`, args, { DATA_DIR, ...databases });
  const code = await launched.ended;
  return { code, output: launched.output() };
}
