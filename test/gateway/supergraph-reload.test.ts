import { renameSync, unlinkSync, writeFileSync } from 'node:fs';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import type { ServiceProcess } from '../graph/service-process.ts';
import { type SpawnedGateway, spawnGateway } from '../graph/spawn-gateway.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import {
  composeSupergraph,
  createSupergraphFolder,
  type SupergraphFolder,
} from '../graph/supergraph-folder.ts';

let keys: ProductionKeys;
let shop: StubServer;

beforeAll(async () => {
  keys = await createProductionKeys();
  shop = await startStubServer();
  shop.reply(200, '{"data":{"price":5,"stock":7}}');
});

afterAll(async () => {
  await shop.stop();
  keys.remove();
});

test('a supergraph is served from a ConfigMap, and reloaded when that is swapped', async () => {
  const { folder, ask, ready } = await serve();
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
  expect((await ask('{ stock }')).errors).toMatchObject([
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
  ]);
  const { supergraph } = await ready();
  folder.publish(sdl('price: Int stock: Int'));
  await expect.poll(() => ask('{ stock }')).toEqual({ data: { stock: 7 } });
  const { status, supergraph: next } = await ready();
  expect(status).toBe('ready');
  expect(next.id).not.toBe(supergraph.id);
  expect(Date.parse(next.since)).toBeGreaterThan(Date.parse(supergraph.since));
});

test('a file that is replaced by a rename is reloaded', async () => {
  const { folder, ask } = await serve();
  writeFileSync(`${folder.folder}/other`, sdl('price: Int stock: Int'));
  renameSync(`${folder.folder}/other`, folder.file);
  await expect.poll(() => ask('{ stock }')).toEqual({ data: { stock: 7 } });
});

test('a supergraph that cannot be served is refused with its errors in the log and on /ready, which stays 200', async () => {
  const { folder, ask, ready, log } = await serve();
  const { supergraph } = await ready();
  folder.publish(sdl('price: Int').replaceAll(': Int', ': Missing'));
  await expect
    .poll(async () => (await ready()).supergraph.refused?.errors)
    .toEqual([expect.stringContaining('Missing')]);
  expect(await ready()).toMatchObject({ status: 'ready', supergraph });
  expect(
    log().filter(({ msg }) => msg === 'a supergraph was refused; the last one stays in use'),
  ).toMatchObject([{ errors: [expect.stringContaining('Missing')] }]);
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
  folder.publish(sdl('price: Int'));
  await expect.poll(async () => (await ready()).supergraph).toEqual(supergraph);
});

test('a new subgraph without a URL is refused by the name of its variable; one with the variable gets requests at that URL', async () => {
  const { folder, ask, ready } = await serve({ TAXES_URL: shop.url });
  const reviews = { url: '', sdl: 'type Query { review: String }' };
  folder.publish(compose({ reviews }));
  await expect
    .poll(async () => (await ready()).supergraph.refused?.errors)
    .toEqual([expect.stringContaining('REVIEWS_URL is required but not set')]);
  shop.reply(200, '{"data":{"price":5,"tax":1}}');
  onTestFinished(() => shop.reply(200, '{"data":{"price":5,"stock":7}}'));
  folder.publish(compose({ taxes: { url: 'http://127.0.0.1:9/', sdl: 'type Query { tax: Int }' } }));
  await expect.poll(() => ask('{ tax }')).toEqual({ data: { tax: 1 } });
});

test('a deleted file leaves the last supergraph in use and is reported once; a restored file is served', async () => {
  const { folder, ask, ready, log } = await serve();
  unlinkSync(folder.file);
  await expect.poll(async () => (await ready()).supergraph.problem).toBe('it cannot be read (ENOENT)');
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
  writeFileSync(folder.file, ' \n');
  await expect.poll(async () => (await ready()).supergraph.problem).toBe('it is empty');
  expect(log().filter(({ msg }) => String(msg).startsWith('failed to read the supergraph'))).toHaveLength(1);
  writeFileSync(folder.file, sdl('price: Int stock: Int'));
  await expect.poll(() => ask('{ stock }')).toEqual({ data: { stock: 7 } });
  expect((await ready()).supergraph).not.toHaveProperty('problem');
});

test('operations of WARM_UP_OPERATIONS are planned first; failures are logged and do not prevent the start', async () => {
  const folder = createSupergraphFolder('query Good { price }');
  onTestFinished(folder.remove);
  writeFileSync(`${folder.folder}/bad.graphql`, 'query Bad { nothing }');
  const { ask, log } = await serve({ WARM_UP_OPERATIONS: folder.folder });
  expect(log()).toContainEqual(
    expect.objectContaining({ msg: 'a supergraph is served', planned: 1, invalid: 1 }),
  );
  await expect.poll(log).toContainEqual(
    expect.objectContaining({
      msg: 'operations could not be planned ahead',
      operations: [{ operation: 'Bad', reason: expect.stringContaining('"nothing"') }],
    }),
  );
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
});

function sdl(fields: string): string {
  return composeSupergraph({ shop: { url: shop.url, sdl: `type Query { ${fields} }` } });
}

function compose(others: Parameters<typeof composeSupergraph>[0]): string {
  return composeSupergraph({ shop: { url: shop.url, sdl: 'type Query { price: Int }' }, ...others });
}

interface Served extends Pick<SpawnedGateway, 'ask' | 'ready'> {
  readonly folder: SupergraphFolder;
  readonly log: ServiceProcess['log'];
}

async function serve(env: Environment = {}): Promise<Served> {
  const folder = createSupergraphFolder(sdl('price: Int'));
  onTestFinished(folder.remove);
  const { service, ask, ready } = await spawnGateway(keys, { SUPERGRAPH: folder.file, ...env });
  return { folder, ask, ready, log: service.log };
}
