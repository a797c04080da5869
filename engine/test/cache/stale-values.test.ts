import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { by, products, serveShop } from './cached-shop.ts';

const prices = '{ orders { product { price } } }';
const answered = { orders: [5, 3, 20].map((price) => ({ product: { price } })) };

test('while a subgraph fails, stale values are shown, and the answer says so', async () => {
  const { execute, pass, subgraph } = await serveShop({ staleIfErrorSeconds: 600 });
  await execute(prices);
  subgraph('products').intercept((_, response) => response.writeHead(503).end());
  pass(100);
  const { data, errors, extensions } = await execute(prices);
  expect({ data, errors }).toEqual({ data: answered, errors: undefined });
  expect(extensions).toEqual({ stale: [{ subgraph: 'products', ageSeconds: 100 }] });
  pass(560);
  expect((await execute(prices)).errors).toHaveLength(3);
});

test('values that were never kept are lost alone, each with the error of the subgraph', async () => {
  const { execute, pass, subgraph, prices: all } = await serveShop({ staleIfErrorSeconds: 600 });
  await execute(prices);
  pass(100);
  all.set('tea', 7);
  await subgraph('products').stop();
  const { data, errors } = await execute(prices);
  expect(data).toEqual({ orders: [...answered.orders, { product: { price: null } }] });
  expect(errors).toMatchObject([
    {
      path: ['orders', 3, 'product', 'price'],
      extensions: { code: 'SUBREQUEST_HTTP_ERROR', serviceName: 'products' },
    },
  ]);
});

test('a subgraph that refuses a client gets no stale values used in its place', async () => {
  const { execute, pass, subgraph } = await serveShop({ staleIfErrorSeconds: 600 });
  await execute(prices);
  pass(100);
  subgraph('products').intercept((_, response) => response.writeHead(403).end());
  expect((await execute(prices)).errors).toHaveLength(3);
});

test('without stale-if-error a failing subgraph costs its fields as ever', async () => {
  const { execute, pass, subgraph } = await serveShop();
  await execute(prices);
  pass(60);
  await subgraph('products').stop();
  expect((await execute(prices)).errors).toHaveLength(3);
});

test('Cache-Control of the subgraph decides how long stale values may be used', async () => {
  const { execute, pass, control, subgraph } = await serveShop({ staleIfErrorSeconds: 600 });
  control.products = 'max-age=60, public, stale-if-error=10';
  await execute(prices);
  subgraph('products').intercept((_, response) => response.writeHead(503).end());
  pass(69);
  expect((await execute(prices)).errors).toBeUndefined();
  pass(1);
  expect((await execute(prices)).errors).toHaveLength(3);
});

test('while a value is fetched again in the background, the stale one is used, and it is fetched once', async () => {
  const { execute, pass, askedOf, prices: all } = await serveShop({ staleWhileRevalidateSeconds: 30 });
  await execute(prices);
  pass(60);
  all.set('mug', 6);
  askedOf('products');
  const first = await Promise.all([1, 2, 3].map((n) => execute(prices, {}, by(`${n}`))));
  expect(first.map(({ data }) => data)).toEqual([answered, answered, answered]);
  await expect
    .poll(async () => (await execute(prices)).data)
    .toMatchObject({ orders: [{ product: { price: 6 } }, {}, {}] });
  expect(askedOf('products')).toEqual([products('mug', 'cup', 'pot')]);
  pass(90);
  all.set('mug', 8);
  expect((await execute(prices)).data).toMatchObject({ orders: [{ product: { price: 8 } }, {}, {}] });
});

test('while a subgraph answers with errors, a stale value is used, and fetched again at most once a second', async () => {
  const { execute, pass, askedOf, subgraph } = await serveShop({ staleWhileRevalidateSeconds: 30 });
  await execute(prices);
  pass(60);
  askedOf('products');
  subgraph('products').intercept(replyJson({ errors: [{ message: 'No prices' }] }));
  let asked = 0;
  const askAgain = async () => {
    expect((await execute(prices)).data).toEqual(answered);
    asked += askedOf('products').length;
    return asked;
  };
  for (let seconds = 0; seconds < 3; seconds += 1) {
    await expect.poll(askAgain).toBe(seconds + 1);
    for (let n = 0; n < 10; n += 1) await Promise.all([askAgain(), askAgain()]);
    expect(asked).toBe(seconds + 1);
    pass(1);
  }
});
