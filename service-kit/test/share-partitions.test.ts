import { sharePartitions } from '@supergraph/service-kit/events/transports/share-partitions.ts';
import { expect, test } from 'vitest';

test('a partition that is being released is not claimed before that has ended', async () => {
  const log: string[] = [];
  const stopped = new AbortController();
  const released = Promise.withResolvers<void>();
  let members = 1;
  const run = (partition: string, signal: AbortSignal): Promise<void> => {
    log.push(`run ${partition}`);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  };
  const claims = {
    countMembers: async () => members,
    claim: async (partition: string) => {
      log.push(`claim ${partition}`);
      return true;
    },
    release: async (partition: string) => {
      log.push(`release ${partition}`);
      // The other member has ended by now, so this one may have both partitions again.
      members = 1;
      await released.promise;
      log.push(`released ${partition}`);
    },
  };
  const sharing = sharePartitions({ partitions: ['a', 'b'], claims, run }, stopped.signal);
  await expect.poll(() => log).toContain('run b');
  members = 2;
  await expect.poll(() => log).toContainEqual(expect.stringMatching(/^release /));
  const [left = ''] = log.filter((line) => line.startsWith('release ')).map((line) => line.slice(8));
  const ticks = () => log.slice(log.indexOf(`release ${left}`)).filter((line) => line.startsWith('claim '));
  await expect.poll(() => ticks().length).toBeGreaterThanOrEqual(2);
  expect(ticks()).not.toContain(`claim ${left}`);
  released.resolve();
  await expect.poll(() => log.filter((line) => line === `run ${left}`)).toHaveLength(2);
  expect(log.lastIndexOf(`claim ${left}`)).toBeGreaterThan(log.indexOf(`released ${left}`));
  stopped.abort();
  await sharing;
});
