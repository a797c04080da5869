import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildDesk } from '@supergraph/launcher/build-desk.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';
import { customer, staff } from '../graph/people.ts';
import { shareBrowser } from './chromium.ts';
import { openDesk, openDeskAs, startDeskGraph } from './desk.ts';

const operations: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('client/src/generated/persisted-documents.json', repositoryRoot), 'utf8'),
);

test('the desk’s JavaScript is less than 150 KB, compressed, and holds no text of an operation', async () => {
  const assets = join((await buildDesk()) ?? '', 'assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const texts = scripts.map((name) => readFileSync(join(assets, name), 'utf8'));
  expect(scripts.length).toBeGreaterThan(0);
  expect(gzipSync(texts.join('\n'), { level: 9 }).length).toBeLessThan(150_000);
  for (const text of texts) {
    for (const operation of Object.values(operations)) expect(text).not.toContain(operation);
    expect(text).not.toMatch(/\b(query|mutation) [A-Z]\w+ ?\(\$/);
  }
});

const shared = shareBrowser(() => startDeskGraph({ SAFELIST: 'enforce', SAFELIST_REQUIRE_ID: 'on' }));

shared.inBrowser(() => {
  test('with the safelist enforced the desk works by ids alone, and nothing else does', async () => {
    const { page, asked, problems } = await openDeskAs('Ada', shared.browser, shared.graph);
    await page.locator('.order-row').first().waitFor();
    await page.getByRole('link', { name: 'New order' }).click();
    await page.getByRole('button', { name: 'One Blue mug more' }).click();
    await page.getByRole('button', { name: 'Place the order' }).click();
    for (const button of ['Mark as paid', 'Ship it'])
      await page.getByRole('button', { name: button }).click();
    await page.getByText('is on its way').waitFor();
    expect(asked.length).toBeGreaterThan(5);
    for (const body of asked.map((text) => JSON.parse(text))) {
      expect(body.query).toBeUndefined();
      expect(Object.keys(operations)).toContain(`sha256:${body.extensions.persistedQuery.sha256Hash}`);
    }
    expect(problems).toEqual([]);
    const other = await shared.graph.ask('{ __typename }', { as: staff });
    expect(other).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'PERSISTED_QUERY_ID_REQUIRED' } }],
    });
  }, 60_000);

  test('no page of the desk runs or requests anything that its policy forbids', async () => {
    const { page, problems } = await openDesk(shared.browser, shared.graph);
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
    });
    expect(await page.evaluate(() => Reflect.get(window, 'ran'))).toBeUndefined();
    expect(problems.filter((problem) => /Content Security Policy/.test(problem))).toHaveLength(1);
    await page.getByRole('button', { name: /^Ada / }).click();
    await page.locator('.order-row').first().waitFor();
    expect([...hosts]).toEqual([new URL(shared.graph.url).host]);
  }, 60_000);

  test('if the gateway gives no tokens to pages, a developer signs in with a token', async () => {
    const plain = await startDeskGraph({ DEVELOPMENT_PAGES: 'off', DEVELOPMENT_VIEWERS: '' });
    const { page, notice } = await openDesk(shared.browser, plain);
    const field = page.getByLabel('Access token');
    await field.fill('nonsense');
    await page.getByRole('button', { name: 'Sign in with it' }).click();
    await notice.getByText('Your session has ended').waitFor();
    await field.fill(await plain.tokenOf(customer(2)));
    await page.getByRole('button', { name: 'Sign in with it' }).click();
    await page.getByText('Grace Lindqvist').first().waitFor();
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(
      'eyJ',
    );
    await plain.stop();
  }, 60_000);
});
