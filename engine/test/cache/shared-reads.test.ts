import { expect, onTestFinished, test } from 'vitest';
import { createHttpSubgraph, createSharedReads, type SharedReadsOptions } from '../../src/index.ts';
import { createRequest } from '../kit/create-request.ts';
import { createGate, type Gate } from '../kit/gate.ts';
import { type ServedGraph, serveGraph } from '../kit/serve-graph.ts';
import type { RequestOptions } from '../kit/start-server.ts';

const read = '{ order { id lines { sku } } }';

const order = { query: '{ order { id } }', body: JSON.stringify({ query: '{ order { id } }' }) };

interface SharingGraph extends ServedGraph {
  /** Holds the answers of the subgraph back while it is closed. */
  readonly gate: Gate;
  /** Number of reads that were sent or have joined another one. */
  readonly asked: () => number;
  /** Number of requests that the subgraph received. */
  readonly received: () => number;
}

/** Serves orders behind a gate, with shared reads for each viewer in the context. */
async function serveOrders(options: Partial<SharedReadsOptions> = {}): Promise<SharingGraph> {
  const gate = createGate();
  let asked = 0;
  const graph = await serveGraph(
    {
      orders: {
        typeDefs: `
          type Query { order(id: ID = "1"): Order }
          type Mutation { pay: Boolean }
          type Order { id: ID! lines: [Line!]! }
          type Line { sku: ID! }
        `,
        resolvers: {
          Query: {
            async order(_: unknown, { id }: { id: string }) {
              await gate.pass();
              return { id, lines: [{ sku: 'a' }, { sku: 'b' }] };
            },
          },
          Mutation: { pay: () => true },
        },
      },
    },
    {
      createSubgraph: ({ url }) =>
        createSharedReads(createHttpSubgraph({ url, timeoutMs: 60_000 }), {
          keyOf({ contextValue }) {
            asked += 1;
            return String(contextValue.viewer);
          },
          ...options,
        }),
      clientSignal: ({ contextValue }) =>
        contextValue.signal instanceof AbortSignal ? contextValue.signal : undefined,
    },
  );
  onTestFinished(gate.open);
  return { ...graph, gate, asked: () => asked, received: () => graph.subgraph('orders').requests.length };
}

const by = (viewer: string, signal?: AbortSignal): RequestOptions => ({ contextValue: { viewer, signal } });

const answered = { data: { order: { id: '1', lines: [{ sku: 'a' }, { sku: 'b' }] } } };

test('identical reads in flight share one exchange, and each has the whole answer', async () => {
  const { execute, gate, asked, received } = await serveOrders();
  gate.close();
  const reads = Array.from({ length: 20 }, () => execute(read, {}, by('ada')));
  await expect.poll(asked).toBe(20);
  gate.open();
  expect(await Promise.all(reads)).toEqual(reads.map(() => answered));
  expect(received()).toBe(1);
});

test('a read after the answer has its own exchange', async () => {
  const { execute, received } = await serveOrders();
  await execute(read, {}, by('ada'));
  await execute(read, {}, by('ada'));
  expect(received()).toBe(2);
});

test('reads of different viewers, texts or variables share nothing', async () => {
  const { execute, gate, received } = await serveOrders();
  const withId = 'query ($id: ID) { order(id: $id) { id } }';
  gate.close();
  const reads = [
    execute(read, {}, by('ada')),
    execute(read, {}, by('bob')),
    execute('{ order { id } }', {}, by('ada')),
    execute(withId, { id: '1' }, by('ada')),
    execute(withId, { id: '2' }, by('ada')),
  ];
  await expect.poll(gate.waiting).toBe(5);
  gate.open();
  await Promise.all(reads);
  expect(received()).toBe(5);
});

test('mutations are never shared', async () => {
  const { execute, received } = await serveOrders();
  await Promise.all([1, 2, 3].map(() => execute('mutation { pay }', {}, by('ada'))));
  expect(received()).toBe(3);
});

test('a client that disconnects ends only its own wait', async () => {
  const { execute, gate, asked, received } = await serveOrders();
  gate.close();
  const leaver = new AbortController();
  const first = execute(read, {}, by('ada', leaver.signal));
  await expect.poll(gate.waiting).toBe(1);
  const second = execute(read, {}, by('ada'));
  await expect.poll(asked).toBe(2);
  leaver.abort();
  await first;
  gate.open();
  expect(await second).toEqual(answered);
  expect(received()).toBe(1);
});

test('the exchange is aborted once the last client has disconnected, and is not joined any more', async () => {
  const { execute, gate, asked, subgraph } = await serveOrders();
  gate.close();
  const leavers = [new AbortController(), new AbortController()];
  const reads = leavers.map(({ signal }) => execute(read, {}, by('ada', signal)));
  await expect.poll(() => [gate.waiting(), asked()]).toEqual([1, 2]);
  for (const leaver of leavers) leaver.abort();
  await Promise.all(reads);
  await expect.poll(() => subgraph('orders').connections.open).toBe(0);
  const next = execute(read, {}, by('ada'));
  await expect.poll(gate.waiting).toBe(2);
  gate.open();
  expect(await next).toEqual(answered);
});

test('a read that begins after a mutation does not join one that began before', async () => {
  const { execute, gate, received } = await serveOrders();
  gate.close();
  const before = execute(read, {}, by('ada'));
  await expect.poll(gate.waiting).toBe(1);
  await execute('mutation { pay }', {}, by('ada'));
  const after = execute(read, {}, by('ada'));
  await expect.poll(gate.waiting).toBe(2);
  gate.open();
  await Promise.all([before, after]);
  expect(received()).toBe(3);
});

test('beyond their limits reads are sent alone', async () => {
  const { execute, gate } = await serveOrders({ maxShared: 1, maxWaiting: 2 });
  gate.close();
  const same = [1, 2, 3].map(() => execute(read, {}, by('ada')));
  await expect.poll(gate.waiting).toBe(2);
  const others = [1, 2].map(() => execute(read, {}, by('bob')));
  await expect.poll(gate.waiting).toBe(4);
  gate.open();
  expect(await Promise.all([...same, ...others])).toEqual([1, 2, 3, 4, 5].map(() => answered));
});

test('a client with more time than the first one still gets its answer', async () => {
  const { gate, subgraph } = await serveOrders();
  const { url } = subgraph('orders');
  const shared = createSharedReads(createHttpSubgraph({ url }), { keyOf: () => 'ada' });
  onTestFinished(() => shared.close?.());
  gate.close();
  const hasty = shared.execute(createRequest({ ...order, deadline: performance.now() + 300 }));
  const patient = shared.execute(createRequest({ ...order, deadline: performance.now() + 60_000 }));
  await expect(hasty).rejects.toMatchObject({ code: 'GATEWAY_TIMEOUT' });
  gate.open();
  expect(await patient).toEqual({ data: { order: { id: '1' } } });
  expect(subgraph('orders').requests).toHaveLength(2);
});

test('a client with less time than the first one fails alone', async () => {
  const { gate, subgraph } = await serveOrders();
  const { url } = subgraph('orders');
  const shared = createSharedReads(createHttpSubgraph({ url }), { keyOf: () => 'ada' });
  onTestFinished(() => shared.close?.());
  gate.close();
  const patient = shared.execute(createRequest({ ...order, deadline: performance.now() + 60_000 }));
  const hasty = shared.execute(createRequest({ ...order, deadline: performance.now() + 100 }));
  await expect(hasty).rejects.toMatchObject({ code: 'GATEWAY_TIMEOUT' });
  gate.open();
  expect(await patient).toEqual({ data: { order: { id: '1' } } });
  expect(subgraph('orders').requests).toHaveLength(1);
});

test('an answer that is too deep to copy fails the requests that wait for it, and nothing else', async () => {
  const deep = JSON.parse(`{"data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
  const shared = createSharedReads({ execute: async () => deep }, { keyOf: () => 'ada' });
  const reads = [shared.execute(createRequest()), shared.execute(createRequest())];
  for (const read of reads)
    await expect(read).rejects.toMatchObject({ code: 'SUBREQUEST_MALFORMED_RESPONSE' });
});
