import { once } from 'node:events';
import { sharePartitions } from '@supergraph/service-kit/events/transports/share-partitions.ts';
import { expect, test } from 'vitest';

test('a partition that fails while the next one is claimed ends all, and leaves no claim', async () => {
  const claimed = new Set<string>();
  const running = new Set<string>();
  const failing = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const claims = {
    countMembers: async () => 1,
    async claim(partition: string) {
      if (partition === 'c') {
        failing.reject(new Error('lost'));
        await answer.promise;
      }
      claimed.add(partition);
      return true;
    },
    release: async (partition: string) => void claimed.delete(partition),
  };
  const run = async (partition: string, signal: AbortSignal): Promise<void> => {
    running.add(partition);
    await (partition === 'a' ? failing.promise : once(signal, 'abort'));
    running.delete(partition);
  };
  failing.promise.catch(() => running.delete('a'));
  const partitions = ['a', 'b', 'c', 'd'];
  const ended = sharePartitions({ partitions, claims, run }, new AbortController().signal);
  const outcome = expect(ended).rejects.toThrow('lost');
  setTimeout(answer.resolve, 50);
  await outcome;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([...running]).toEqual([]);
  expect([...claimed]).toEqual([]);
});
