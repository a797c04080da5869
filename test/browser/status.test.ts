import type { BrowserContextOptions } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { startTestGraph } from '../graph/test-graph.ts';
import { findViolations } from './axe.ts';
import { shareBrowser } from './chromium.ts';
import { openExplorer, startExplorerGraph } from './explorer.ts';

const shared = shareBrowser(() => startExplorerGraph());

shared.inBrowser(() => {
  /** Opens the page until the end of the test. */
  async function open(options: BrowserContextOptions = {}, { url } = shared.graph) {
    const page = await shared.browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    onTestFinished(() => page.close());
    const problems: string[] = [];
    const hosts = new Set<string>();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(new URL('/status', url).href);
    const section = (name: string) => page.getByRole('region', { name });
    return { page, problems, hosts, section };
  }

  test('the page shows operations as they happen, and loads nothing from elsewhere', async () => {
    const { page, problems, hosts, section } = await open();
    await section('Processes').getByText('gateway').waitFor();
    expect((await shared.graph.ask('query Seen { me { name } }')).errors).toEqual([]);
    await section('Slowest operations').getByText('Seen').waitFor();
    const users = section('Subgraphs').getByRole('row').filter({ hasText: 'users' });
    expect(await users.innerText()).toMatch(/^users\s+closed/);
    await expect.poll(() => section('Latency').getByRole('row').count()).toBeGreaterThan(1);
    expect(await page.locator('#state').innerText()).toMatch(/^Live,/);
    expect([...hosts]).toEqual([new URL(shared.graph.url).host]);
    expect(problems).toEqual([]);
  }, 60_000);

  test('errors are listed by code and subgraph', async () => {
    const { section } = await open();
    await shared.graph.users.stop();
    onTestFinished(() => shared.graph.users.start());
    await shared.graph.ask('{ me { name } }');
    const row = section('Errors').getByRole('row').filter({ hasText: 'SUBREQUEST_HTTP_ERROR' });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/SUBREQUEST_HTTP_ERROR\s+users\s+\d/);
  }, 60_000);

  test('the name of an operation is text, whatever its client chose', async () => {
    const { page, section } = await open();
    await shared.graph.ask('query img_src_x_onerror { me { name } }');
    await section('Slowest operations').getByText('img_src_x_onerror').waitFor();
    expect(await page.locator('img').count()).toBe(0);
  }, 60_000);

  test('the explorer links to the status', async () => {
    const { page } = await openExplorer(shared.browser, shared.graph);
    await page.getByRole('link', { name: 'Status of the graph' }).click();
    await page.getByRole('heading', { name: 'Status of the graph' }).waitFor();
  }, 60_000);

  test('in production the page asks for a token, says why one is refused, and keeps none', async () => {
    const production = await startTestGraph({ gatewayEnv: { STATUS_SCOPE: 'status:read' } });
    onTestFinished(production.stop);
    const { page, section } = await open({}, production);
    const token = page.getByLabel('Token with the scope of STATUS_SCOPE');
    await token.fill(await production.tokenOf(staff));
    await token.press('Enter');
    await page.getByText('This needs the scope "status:read".').waitFor();
    await token.fill(await production.tokenOf({ subject: 'operator', scopes: ['status:read'] }));
    await token.press('Enter');
    await section('Processes').getByText('gateway').waitFor();
    expect(await token.count()).toBe(0);
    await page.reload();
    await token.waitFor();
  }, 60_000);

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [390, 1280])
      test(`axe finds no problem in the ${colorScheme} at ${width} px, and nothing is wider than its place`, async () => {
        await shared.graph.ask('{ me { name } orders(first: 1) { totalCount } }');
        await shared.graph.ask('{ nothing }');
        await shared.graph.ask(`query ${'A'.repeat(100)} { me { name } }`);
        // Turns off the page's Content-Security-Policy, which would block the injected script.
        const options = { colorScheme, bypassCSP: true, viewport: { width, height: 900 } };
        const { page, section } = await open(options);
        await section('Slowest operations').getByRole('row').nth(1).waitFor();
        expect(await findViolations(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        const cut = `[...document.querySelectorAll('body *')].filter((part) => part.scrollWidth > part.clientWidth && part.clientWidth > 0).map((part) => part.outerHTML)`;
        expect(await page.evaluate(cut)).toEqual([]);
      }, 60_000);
});
