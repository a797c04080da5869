import { expect, test } from 'vitest';
import { createHttpSubgraph } from '../../src/index.ts';
import { serveChangingGraph } from '../kit/serve-changing-graph.ts';

const shop = {
  typeDefs: 'type Query { price: Int old: Int }',
  resolvers: { Query: { price: () => 5, old: () => 1 } },
};
const next = { shop: { typeDefs: 'type Query { price: Int }' } };

for (const [what, change, error] of [
  ['does not parse', (sdl: string) => sdl.slice(0, -20), /Syntax Error/],
  ['is no supergraph', () => 'type Query { price: Int }', /enum join__Graph/],
  ['is empty', () => '', /Syntax Error/],
  ['names a type that is not there', (sdl: string) => sdl.replaceAll(': Int', ': Missing'), /Missing/],
  [
    'is no valid schema',
    (sdl: string) => sdl.replace('type Query', 'type Empty @join__type(graph: SHOP)\n\ntype Query'),
    /Empty/,
  ],
  [
    'uses a feature that is not supported',
    (sdl: string) =>
      sdl.replace(
        'schema\n',
        'schema\n  @link(url: "https://specs.apollo.dev/context/v0.9", for: SECURITY)\n',
      ),
    /@context/,
  ],
] as const) {
  test(`a supergraph that ${what} is refused with its errors, and the last one stays in use`, async () => {
    const graph = await serveChangingGraph({ shop });
    const { serving } = graph.gateway.status();
    const event = await graph.change(change(graph.compose({ shop })));
    expect(event).toMatchObject({ outcome: 'refused', errors: [expect.stringMatching(error)] });
    expect(graph.gateway.status()).toMatchObject({
      serving,
      refused: { id: event.id, errors: [expect.stringMatching(error)] },
    });
    expect(await graph.execute('{ price old }')).toEqual({ data: { price: 5, old: 1 } });

    expect(await graph.change(graph.compose(next))).toMatchObject({ outcome: 'served' });
    expect(graph.gateway.status().refused).toBeUndefined();
    expect(await graph.execute('{ price }')).toEqual({ data: { price: 5 } });
  });
}

test('a supergraph with a subgraph for which the gateway has no client is refused', async () => {
  const createSubgraph = ({ name, url }: { readonly name: string; readonly url: string }) => {
    if (name === 'stranger') throw new Error('STRANGER_URL is required but not set');
    return createHttpSubgraph({ url });
  };
  const graph = await serveChangingGraph({ shop }, { createSubgraph });
  const sdl = graph.compose({ shop }).replaceAll('"shop"', '"stranger"');
  expect(await graph.change(sdl)).toMatchObject({
    outcome: 'refused',
    errors: ['STRANGER_URL is required but not set'],
  });
  expect(await graph.execute('{ price }')).toEqual({ data: { price: 5 } });
});

test('a return to the served supergraph clears the error about another one', async () => {
  const graph = await serveChangingGraph({ shop });
  const { serving } = graph.gateway.status();
  await graph.change('type Query { price: Int }');
  expect(graph.gateway.status().refused).toBeDefined();
  await graph.change(graph.compose({ shop }));
  expect(graph.gateway.status()).toEqual({ serving, refused: undefined });
});

test('after a repeat of the served supergraph, the next one is served', async () => {
  const graph = await serveChangingGraph({ shop });
  await graph.change(graph.compose({ shop }));
  expect(await graph.change(graph.compose(next))).toMatchObject({ outcome: 'served' });
  expect(await graph.execute('{ price }')).toEqual({ data: { price: 5 } });
  expect((await graph.execute('{ old }')).errors).toHaveLength(1);
});

test('of several concurrent updates the last one is served', async () => {
  const graph = await serveChangingGraph({ shop });
  const first = graph.change(graph.compose(next));
  void graph.change(graph.compose({ shop: { typeDefs: 'type Query { price: Int third: Int }' } }));
  const last = graph.compose({ shop: { typeDefs: 'type Query { old: Int }' } });
  await Promise.all([first, graph.change(last)]);
  expect(await graph.execute('{ old }')).toEqual({ data: { old: 1 } });
  expect((await graph.execute('{ price }')).errors).toHaveLength(1);
});
