import { expect, test } from 'vitest';
import { createGate } from '../kit/gate.ts';
import { serveChangingGraph } from '../kit/serve-changing-graph.ts';

test('connections to a subgraph that is removed are closed when the last request on it has ended, and no others', async () => {
  const gate = createGate();
  const price = async (): Promise<number> => {
    await gate.pass();
    return 5;
  };
  const prices = { typeDefs: 'type Query { price: Int }', resolvers: { Query: { price } } };
  const stock = { typeDefs: 'type Query { pieces: Int }', resolvers: { Query: { pieces: () => 7 } } };
  const graph = await serveChangingGraph({ prices, stock });
  await graph.execute('{ price pieces }');
  gate.close();
  const inFlight = graph.execute('{ price }');
  await expect.poll(gate.waiting).toBe(1);

  expect(await graph.change(graph.compose({ stock }))).toMatchObject({ outcome: 'served' });
  expect(await graph.execute('{ pieces }')).toEqual({ data: { pieces: 7 } });
  expect(graph.subgraph('prices').connections.open).toBe(1);

  gate.open();
  expect(await inFlight).toEqual({ data: { price: 5 } });
  await expect.poll(() => graph.subgraph('prices').connections.open).toBe(0);
  await graph.execute('{ pieces }');
  expect(graph.subgraph('stock').connections).toEqual({ open: 1, ever: 1 });
});

test('a subgraph that moves receives requests at its new URL, and its old connections are closed', async () => {
  const definition = (place: string) => ({
    typeDefs: 'type Query { place: String @shareable }',
    resolvers: { Query: { place: () => place } },
  });
  const graph = await serveChangingGraph({ old: definition('old'), new: definition('new') });
  const oldSdl = graph.compose({ old: definition('old') });
  await graph.change(oldSdl);
  expect(await graph.execute('{ place }')).toEqual({ data: { place: 'old' } });
  await graph.change(oldSdl.replace(graph.subgraph('old').url, graph.subgraph('new').url));
  expect(await graph.execute('{ place }')).toEqual({ data: { place: 'new' } });
  await expect.poll(() => graph.subgraph('old').connections.open).toBe(0);
});

test('stopping closes all connections', async () => {
  const stock = { typeDefs: 'type Query { pieces: Int }', resolvers: { Query: { pieces: () => 7 } } };
  const graph = await serveChangingGraph({ stock });
  await graph.execute('{ pieces }');
  await graph.change(graph.compose({ stock: { typeDefs: 'type Query { pieces: Int more: Int }' } }));
  await graph.execute('{ pieces }');
  expect(graph.subgraph('stock').connections.open).toBe(1);
  await graph.gateway.stop();
  await expect.poll(() => graph.subgraph('stock').connections.open).toBe(0);
});
