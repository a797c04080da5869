import { expect, test } from 'vitest';
import { createResilientSubgraph, type Subgraph } from '../../src/index.ts';
import { createRequest } from '../kit/create-request.ts';

test('the number of requests in flight is limited, and waiting ones follow in order', async () => {
  const { subgraph, held, order } = create({ concurrency: 2, queue: 10 });
  const asked = [1, 2, 3, 4].map((n) => subgraph.execute(createRequest({ variables: { n } })));
  expect(order).toEqual([1, 2]);
  held.shift()?.();
  await asked[0];
  await expect.poll(() => order).toEqual([1, 2, 3]);
  held.shift()?.();
  await expect.poll(() => order).toEqual([1, 2, 3, 4]);
  for (const release of held) release();
  await Promise.all(asked);
});

test('if too many requests wait, one more fails at once with SUBGRAPH_OVERLOADED and is not sent', async () => {
  const { subgraph, held, order } = create({ concurrency: 1, queue: 1 });
  const asked = [1, 2].map((n) => subgraph.execute(createRequest({ variables: { n } })));
  await expect(subgraph.execute(createRequest())).rejects.toMatchObject({ code: 'SUBGRAPH_OVERLOADED' });
  held.shift()?.();
  await asked[0];
  held.shift()?.();
  await asked[1];
  expect(order).toEqual([1, 2]);
});

test('a request that waits too long fails with SUBGRAPH_OVERLOADED and leaves the queue', async () => {
  const { subgraph, held, order } = create({ concurrency: 1, queue: 1, queueWaitMs: 50 });
  const first = subgraph.execute(createRequest({ variables: { n: 1 } }));
  for (let i = 0; i < 3; i += 1)
    await expect(subgraph.execute(createRequest())).rejects.toMatchObject({ code: 'SUBGRAPH_OVERLOADED' });
  const last = subgraph.execute(createRequest({ variables: { n: 2 } }));
  held.shift()?.();
  await first;
  await expect.poll(() => held).toHaveLength(1);
  held.shift()?.();
  await last;
  expect(order).toEqual([1, 2]);
});

test('a client that disconnects while it waits makes room at once', async () => {
  const { subgraph, held, order } = create({ concurrency: 1, queue: 1 });
  const client = new AbortController();
  const first = subgraph.execute(createRequest({ variables: { n: 1 } }));
  const gone = subgraph.execute(createRequest({ signal: client.signal }));
  client.abort();
  await expect(gone).rejects.toThrow('client disconnected');
  const last = subgraph.execute(createRequest({ variables: { n: 2 } }));
  held.shift()?.();
  await first;
  await expect.poll(() => held).toHaveLength(1);
  held.shift()?.();
  await last;
  expect(order).toEqual([1, 2]);
});

test('failed requests release their place', async () => {
  let asked = 0;
  const inner: Subgraph = {
    execute: async () => {
      asked += 1;
      throw new Error('broken');
    },
  };
  const subgraph = createResilientSubgraph(inner, { concurrency: 1, queue: 0 });
  for (let i = 0; i < 5; i += 1) await expect(subgraph.execute(createRequest())).rejects.toThrow('broken');
  expect(asked).toBe(5);
});

/**
 * Creates a subgraph whose answers are held, and records the numbers of the requests that have reached it.
 */
function create(options: Parameters<typeof createResilientSubgraph>[1]) {
  const held: (() => void)[] = [];
  const order: unknown[] = [];
  const inner: Subgraph = {
    execute: ({ variables }) => {
      order.push(variables.n);
      return new Promise((resolve) => held.push(() => resolve({ data: {} })));
    },
  };
  return { subgraph: createResilientSubgraph(inner, options), held, order };
}
