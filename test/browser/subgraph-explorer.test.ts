import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpConnection } from '../graph/http-connection.ts';
import { startTestGraph } from '../graph/test-graph.ts';
import { findViolations, readOverflow, withoutTabs } from './axe.ts';
import { shareBrowser } from './chromium.ts';
import { openExplorer, run, shownAnswer } from './explorer.ts';

const schemaFile = (name: string): string => new URL(`schema/${name}`, repositoryRoot).pathname;

const shared = shareBrowser(() =>
  startTestGraph({
    env: {
      DEVELOPMENT_PAGES: 'on',
      DEVELOPMENT_VIEWER: schemaFile('development-viewer.json'),
      DEVELOPMENT_VIEWERS: schemaFile('development-viewers.json'),
    },
  }),
);

shared.inBrowser(() => {
  test('a subgraph has an explorer of its own, signed in as a person of choice, with the line for a token', async () => {
    const { page, hosts, problems } = await openExplorer(
      shared.browser,
      shared.graph.users,
      '{ me { name } _service { sdl } }',
    );
    await page.getByText('npm run -s token -- --for users').waitFor();
    expect(await page.title()).toBe('Explorer of users');
    await run(page);
    await expect.poll(() => shownAnswer(page)).toMatch(/"name": "Ada Okafor"/);
    await page
      .getByLabel('Signed in as')
      .selectOption({ label: 'Grace Lindqvist: A customer: sees their own orders' });
    await run(page);
    await expect.poll(() => shownAnswer(page)).toMatch(/"name": "Grace Lindqvist"/);
    expect([...hosts]).toEqual([new URL(shared.graph.users.url).host]);
    expect(problems).toEqual([]);
  }, 60_000);

  for (const width of [390, 1280]) {
    test(`axe finds no problem in it at ${width} px`, async () => {
      const options = { viewport: { width, height: 900 }, bypassCSP: true };
      const { page } = await openExplorer(shared.browser, shared.graph.users, '{ me { name } }', options);
      await run(page);
      await expect.poll(() => shownAnswer(page)).toMatch(/"data"/);
      expect(await findViolations(page, withoutTabs)).toEqual([]);
      expect(await readOverflow(page)).toBeLessThanOrEqual(0);
    }, 60_000);
  }

  test('the explorer and its tokens are refused for other hosts and pages, and absent without DEVELOPMENT_PAGES', async () => {
    const connection = createHttpConnection(new URL(shared.graph.users.url).origin);
    onTestFinished(() => connection.close());
    for (const path of ['/explorer', '/development-token', '/development/viewers']) {
      const refused = await connection.send({ method: 'GET', path, headers: { host: 'example.com' } });
      expect(refused.status, path).toBe(403);
    }
    const body = JSON.stringify({ subject: '00000000-0000-4000-8000-000000000001' });
    const headers = { origin: 'https://example.com', 'content-type': 'application/json' };
    expect(
      (await connection.send({ method: 'POST', path: '/development/token', headers, body })).status,
    ).toBe(403);
    const plain = await startTestGraph();
    onTestFinished(() => plain.stop());
    expect((await fetch(new URL('/explorer', plain.users.url))).status).toBe(404);
    expect((await fetch(new URL('/development-token', plain.users.url))).status).toBe(404);
  }, 60_000);
});
