import { createLog } from '@supergraph/service-kit/log.ts';
import { createPolledValue } from '@supergraph/service-kit/polled-value.ts';
import { expect, onTestFinished, test } from 'vitest';

test('a failed read is repeated until it succeeds', async () => {
  let readings = 0;
  const { value, stop } = createPolledValue({
    what: 'the value of a test',
    initial: 'old',
    read: async () => {
      readings += 1;
      if (readings < 300) throw new Error('not yet');
      return 'new';
    },
    intervalMs: 2,
    cooldownMs: 2,
    log: createLog({ service: 'test', mode: 'test', level: 'silent' }),
  });
  onTestFinished(stop);
  await expect.poll(value).toBe('new');
});
