import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEventPair, effectOf, startConsumer, startPublisher } from '../events/open-consumer.ts';
import { runSql } from '../graph/run-sql.ts';
import { describeBrokers } from './system/describe-brokers.ts';

const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `${n + 1}`);

describeBrokers((kind) =>
  describe(kind.name, { timeout: 120_000 }, () => {
    const start = async () => {
      const [pair, broker] = [await createEventPair(), await kind.start()];
      onTestFinished(() => broker.stop());
      return { pair, broker };
    };

    test('while the broker and one of two publishers end, each event has its effect once, in order', async () => {
      const { pair, broker } = await start();
      const publishers = [await startPublisher(pair, broker.url), await startPublisher(pair, broker.url)];
      await startConsumer(pair, effectOf(), { brokerUrl: broker.url });
      await pair.emit('a', 300);
      await expect.poll(async () => (await pair.effects()).length).toBeGreaterThan(0);
      await sleep(kind.newQueueMs ?? 0);
      await pair.emit('b', 300);
      await broker.kill();
      await publishers[0]?.stop();
      await pair.emit('c', 300);
      await sleep(500);
      await broker.start();
      await pair.emit('d', 100);
      await expect.poll(async () => (await pair.effects()).length, { timeout: 40_000 }).toBe(1_000);
      for (const subject of ['a', 'b', 'c']) expect(await pair.effects(subject)).toEqual(numbers(300));
      expect(await pair.effects('d')).toEqual(numbers(100));
    });

    test('events that are not published are kept for longer than others, and a publisher says so', async () => {
      const { pair, broker } = await start();
      const publisher = await startPublisher(pair, broker.url);
      await pair.emit('a', 1);
      const left = async () => (await runSql(pair.producerUrl, 'select id from outbox')).length;
      await startConsumer(pair, effectOf(), { brokerUrl: broker.url });
      await expect.poll(() => pair.effects('a')).toEqual(['1']);
      await sleep(kind.newQueueMs ?? 0);
      await broker.kill();
      await pair.emit('a', 2);
      await runSql(pair.producerUrl, "update outbox set at = at - interval '3 days'");
      await expect.poll(publisher.problem).toContain('cannot be published');
      // Deletes old events when it starts.
      await (await startPublisher(pair, broker.url)).stop();
      expect(await left()).toBeGreaterThanOrEqual(2);
      await broker.start();
      await expect.poll(() => pair.effects('a'), { timeout: 40_000 }).toEqual(['1', '1', '2']);
      expect(publisher.problem()).toBe(undefined);
    });
  }),
);
