import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { launch } from '../../launcher/test/launch.ts';
import { createEventPair, effectOf, startConsumer } from './open-consumer.ts';

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

async function run(databaseUrl: string, command: 'status' | 'retry', ...args: readonly string[]) {
  const DATA_DIR = mkdtempSync(join(inject('runFolder'), 'command-'));
  const launched = launch(`events-${command}.ts`, args, { DATA_DIR, USERS_DATABASE_URL: databaseUrl });
  const code = await launched.ended;
  return { code, output: launched.output() };
}
