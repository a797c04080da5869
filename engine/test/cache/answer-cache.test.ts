import { expect, test } from 'vitest';
import { by, products, serveShop } from './cached-shop.ts';

const prices = '{ orders { product { price } } }';
const names = '{ orders { buyer { name } } }';

test('a public entity is fetched once for all viewers while it is fresh, and again afterwards', async () => {
  const { execute, pass, askedOf } = await serveShop();
  const first = await execute(prices, {}, by('ada'));
  pass(59);
  expect(await execute(prices, {}, by('bob'))).toEqual(first);
  expect(askedOf('products')).toEqual([products('mug', 'cup', 'pot')]);
  pass(1);
  await execute(prices, {}, by('bob'));
  expect(askedOf('products')).toEqual([products('mug', 'cup', 'pot')]);
});

test('only missing entities are requested, and each stays at its place', async () => {
  const { execute, pass, prices: all, askedOf } = await serveShop();
  await execute(prices);
  pass(30);
  all.set('tea', 7);
  expect(await execute(prices)).toEqual({
    data: { orders: [5, 3, 20, 7].map((price) => ({ product: { price } })) },
  });
  pass(30);
  all.set('mug', 6);
  await execute(prices);
  expect(askedOf('products')).toEqual([
    products('mug', 'cup', 'pot'),
    products('tea'),
    products('mug', 'cup', 'pot'),
  ]);
});

test('a private entity is kept for its viewer only', async () => {
  const { execute, askedOf } = await serveShop();
  for (const viewer of ['ada', 'bob', 'ada', 'bob']) await execute(names, {}, by(viewer));
  expect(askedOf('users')).toHaveLength(2);
});

test('root fields are kept as a whole for each text and its variables', async () => {
  const { execute, askedOf } = await serveShop();
  const product = 'query ($sku: ID!) { product(sku: $sku) { price } }';
  for (const sku of ['mug', 'cup', 'mug', 'cup'])
    expect((await execute(product, { sku })).errors).toBeUndefined();
  await execute('{ products { price } }');
  await execute('{ products { price } }');
  expect(askedOf('products')).toHaveLength(3);
});

test('answers that allow no caching are fetched each time', async () => {
  const { execute, control, askedOf } = await serveShop();
  for (const value of ['no-store', 'max-age=0', 'no-cache, max-age=60', 'soon', '']) {
    control.products = value;
    await execute(prices);
    await execute(prices);
    expect(askedOf('products')).toHaveLength(2);
  }
});

test('an answer that is not declared public is kept for its viewer only', async () => {
  const { execute, control, askedOf } = await serveShop();
  control.products = 'max-age=60';
  for (const viewer of ['ada', 'bob', 'ada']) await execute(prices, {}, by(viewer));
  expect(askedOf('products')).toHaveLength(2);
});

test('errors are never kept, and have the path of the object that they are about', async () => {
  const { execute, prices: all, askedOf } = await serveShop();
  await execute(prices);
  all.set('bad', -1);
  for (let i = 0; i < 2; i += 1) {
    const { data, errors } = await execute(prices);
    expect(data).toEqual({ orders: [5, 3, 20, null].map((price) => ({ product: { price } })) });
    expect(errors).toMatchObject([{ message: 'No price', path: ['orders', 3, 'product', 'price'] }]);
  }
  expect(askedOf('products')).toEqual([products('mug', 'cup', 'pot'), products('bad'), products('bad')]);
});

test('an unknown entity is requested each time', async () => {
  const { execute, prices: all, askedOf } = await serveShop();
  await execute(prices);
  all.set('tea', 1);
  all.delete('tea');
  await execute(prices);
  expect(askedOf('products')).toHaveLength(1);
});

test('what a client receives can be changed without effect on the cache', async () => {
  const { execute } = await serveShop();
  const withReviews = '{ orders { product { sku reviews { text } } buyer { id name } } }';
  const first = await execute(withReviews, {}, by('ada'));
  for (let i = 0; i < 3; i += 1) expect(await execute(withReviews, {}, by('ada'))).toEqual(first);
});

test('after a mutation its viewer reads private values again', async () => {
  const { execute, askedOf } = await serveShop();
  await execute(names, {}, by('ada'));
  await execute(names, {}, by('bob'));
  await execute('mutation { rename }', {}, by('ada'));
  askedOf('users');
  await execute(names, {}, by('ada'));
  await execute(names, {}, by('bob'));
  expect(askedOf('users')).toHaveLength(1);
});

test('an invalidated entity is requested again, others are not, and lists that contain its type are', async () => {
  const { execute, cache, askedOf } = await serveShop();
  await execute(prices);
  await execute('{ products { sku } }');
  askedOf('products');
  cache.invalidate('Product', 'cup');
  await execute(prices);
  await execute('{ products { sku } }');
  expect(askedOf('products')).toEqual([products('cup'), expect.stringContaining('products')]);
  cache.invalidate('User', 'cup');
  await execute(prices);
  expect(askedOf('products')).toEqual([]);
  cache.invalidate('Product');
  await execute(prices);
  expect(askedOf('products')).toEqual([products('mug', 'cup', 'pot')]);
  cache.clear();
  await execute(prices);
  expect(askedOf('products')).toEqual([products('mug', 'cup', 'pot')]);
});

test('the least recently used values make room for others', async () => {
  const { execute, askedOf } = await serveShop({ maxBytes: 40_000 });
  const product = (n: number) => `{ product(sku: "p${n}") { price } }`;
  for (let n = 0; n < 100; n += 1) await execute(product(n));
  expect(askedOf('products')).toHaveLength(100);
  await execute(product(99));
  expect(askedOf('products')).toHaveLength(0);
  await execute(product(0));
  expect(askedOf('products')).toHaveLength(1);
});

test('a burst of many viewers fetches a public value once, also when it has just become stale', async () => {
  const { execute, pass, askedOf } = await serveShop();
  const burst = () =>
    Promise.all(Array.from({ length: 20 }, (_, n) => execute('{ products { price } }', {}, by(`${n}`))));
  await burst();
  expect(askedOf('products')).toHaveLength(1);
  pass(60);
  await burst();
  expect(askedOf('products')).toHaveLength(1);
});
