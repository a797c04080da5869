import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { startLive } from './start-live.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

test('a subscription that lasts keeps none of the events that its client has received', async () => {
  const { source, subscribe } = await startLive();
  const { next, end } = await subscribe('subscription { orderChanged { order { id } } }');
  const events: WeakRef<object>[] = [];
  for (let event = 0; event < 50; event += 1) {
    const waiting = next();
    await expect.poll(source.open).toBe(1);
    const errors: [] = [];
    events.push(new WeakRef(errors));
    source.sendAnswer({
      data: { orderChanged: { change: 'SHIPPED', order: { __typename: 'Order', id: '1' } } },
      errors,
      cursor: `c${event}`,
    });
    expect(await waiting).toMatchObject({ kind: 'answer' });
  }
  const waiting = next();
  const kept = async (): Promise<number> => {
    await setTimeout(0);
    collect();
    return events.filter((event) => event.deref() !== undefined).length;
  };
  await expect.poll(kept).toBeLessThan(5);
  await end();
  await waiting;
});
