import type { Route } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { shareBrowser } from './chromium.ts';
import { shownAnswer, startExplorerGraph } from './explorer.ts';

const shared = shareBrowser(() => startExplorerGraph());

shared.inBrowser(() => {
  test('the explorer runs its first query signed in, and shows the data of both services', async () => {
    const { page, hosts, problems } = await openPage('/explorer');
    await page.locator('.graphiql-execute-button').click();
    const result = page.locator('.result-window');
    await expect.poll(() => shownAnswer(page)).toMatch(/"customer"/);
    const text = await shownAnswer(page);
    for (const part of ['"total"', '"currency": "EUR"', '"name"', '"tier"', '"orderStats"'])
      expect(text).toContain(part);
    expect(text).not.toContain('"errors"');
    expect(await result.isVisible()).toBe(true);
    expect([...hosts]).toEqual([new URL(shared.graph.url).host]);
    expect(problems).toEqual([]);
  }, 60_000);

  test('Sandbox links to the explorer if its CDN is unreachable', async () => {
    const { page } = await openPage('/', { offline: true });
    const link = page.getByRole('link', { name: 'explorer' });
    await link.waitFor({ state: 'visible', timeout: 15_000 });
    await link.click({ timeout: 5_000 });
    await page.locator('.graphiql-execute-button').waitFor({ timeout: 30_000 });
    expect(new URL(page.url()).pathname).toBe('/explorer');
  }, 60_000);

  test('Sandbox links to the explorer after 3 s if its CDN hangs, and opens once the CDN answers', async () => {
    const page = await shared.browser.newPage();
    onTestFinished(() => page.close());
    await page.clock.install();
    const asked = Promise.withResolvers<Route>();
    await page.route('https://embeddable-sandbox.cdn.apollographql.com/**', asked.resolve);
    await page.route('https://sandbox.embed.apollographql.com/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: 'framed' }),
    );
    await page.goto(new URL('/', shared.graph.url).href, { waitUntil: 'commit' });
    const script = await asked.promise;
    const link = page.getByRole('link', { name: 'explorer' });
    expect(await link.isVisible()).toBe(false);
    await page.clock.fastForward(3_000);
    await link.waitFor({ state: 'visible' });
    await link.click({ trial: true });
    await script.fulfill({ contentType: 'text/javascript', body: `(${standIn})()` });
    await page.frameLocator('#sandbox iframe').getByText('framed').waitFor();
    await link.waitFor({ state: 'hidden' });
  }, 60_000);

  test('Sandbox is given the graph, the first query and a token', async () => {
    const { page, hosts, problems } = await openPage('/', { sandbox: true });
    const options = await page.evaluate(() => Reflect.get(window, 'sandboxOptions'));
    expect(options).toMatchObject({
      initialEndpoint: shared.graph.url,
      initialState: {
        document: expect.stringContaining('query LatestOrders'),
        sharedHeaders: { authorization: expect.stringMatching(/^Bearer eyJ/) },
      },
    });
    expect(await page.locator('#offline').isHidden()).toBe(true);
    await page.frameLocator('#sandbox iframe').getByText('framed').waitFor();
    expect(
      await page.evaluate(async (body) => (await fetch('/graphql', { method: 'POST', body })).status, '{}'),
    ).toBe(401);
    expect(hosts).toContain('sandbox.embed.apollographql.com');
    expect(problems.filter((problem) => !problem.includes('401'))).toEqual([]);
  }, 30_000);

  test('neither page runs a script or frames a page that is not its own', async () => {
    for (const path of ['/explorer', '/']) {
      const { page, hosts } = await openPage(path, { sandbox: true });
      await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'window.intruder = true';
        const frame = Object.assign(document.createElement('iframe'), {
          src: 'https://intruder.example.com/',
        });
        document.body.append(script, frame);
      });
      expect(await page.evaluate(() => Reflect.get(window, 'intruder'))).toBeUndefined();
      expect(await page.evaluate(() => fetch('https://intruder.example.com/').catch(() => 'refused'))).toBe(
        'refused',
      );
      expect(hosts).not.toContain('intruder.example.com');
    }
  }, 30_000);
});

/** Opens a page, with the CDN cut off or replaced by a recorder. No request leaves this machine. */
async function openPage(path: string, cdn: { readonly offline?: boolean; readonly sandbox?: boolean } = {}) {
  const page = await shared.browser.newPage();
  onTestFinished(() => page.close());
  const hosts = new Set<string>();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const own = new URL(shared.graph.url).host;
  await page.route('**', (route) => {
    const { host } = new URL(route.request().url());
    if (/^https?:/.test(route.request().url())) hosts.add(host);
    if (host === own || !/^https?:/.test(route.request().url())) return route.continue();
    if (cdn.sandbox && host === 'embeddable-sandbox.cdn.apollographql.com')
      return route.fulfill({ contentType: 'text/javascript', body: `(${standIn})()` });
    if (cdn.sandbox) return route.fulfill({ contentType: 'text/html', body: 'framed' });
    return route.abort();
  });
  await page.goto(new URL(path, shared.graph.url).href, { waitUntil: 'load' });
  return { page, hosts, problems };
}

/**
 * Runs in the page in place of Sandbox: embeds the frame that Sandbox embeds, sized by an attribute as
 * Sandbox does.
 */
const standIn = `function () {
  window.EmbeddedSandbox = class {
    constructor(options) {
      window.sandboxOptions = options;
      const frame = document.createElement('iframe');
      frame.setAttribute('style', 'height: 100%; width: 100%; border: none;');
      frame.src = 'https://sandbox.embed.apollographql.com/sandbox/explorer';
      document.querySelector(options.target).append(frame);
    }
  };
}`;
