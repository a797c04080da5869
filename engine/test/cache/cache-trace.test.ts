import { expect, test } from 'vitest';
import { fetchOf, traceOf } from '../kit/read-trace.ts';
import { serveShop } from './cached-shop.ts';

const prices = '{ orders { product { price } } }';

test('the trace shows hits, misses and ages, and no HTTP for what was found', async () => {
  const shop = await serveShop({ staleWhileRevalidateSeconds: 60 });
  const requestOf = async (subgraph: string, query = prices) =>
    fetchOf((await traceOf(shop, query)).plan, subgraph).request;
  const none = { hits: 0, misses: 3, stale: 0, ageSeconds: 0 };
  expect(await requestOf('products')).toMatchObject({ status: 200, cache: none });
  shop.pass(50);
  shop.prices.set('tea', 7);
  const some = { hits: 3, misses: 1, stale: 0, ageSeconds: 50 };
  expect(await requestOf('products')).toMatchObject({ status: 200, cache: some });
  shop.pass(20);
  const all = await requestOf('products');
  expect(all?.cache).toEqual({ hits: 4, misses: 0, stale: 3, ageSeconds: 70 });
  expect(all).not.toHaveProperty('status');
  expect(all).not.toHaveProperty('bytesSent');
  expect((await requestOf('products', '{ products { sku } }'))?.cache).toMatchObject({ hits: 0, misses: 1 });
  expect((await requestOf('products', '{ products { sku } }'))?.cache).toMatchObject({ hits: 1, misses: 0 });
  expect(await requestOf('orders')).not.toHaveProperty('cache');
});
