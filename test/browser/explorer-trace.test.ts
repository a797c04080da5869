import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { findViolations } from './axe.ts';
import { run, shareExplorer, shownAnswer, waitForEditor } from './explorer.ts';

const { shared, open, problemFile } = shareExplorer();

shared.inBrowser(() => {
  test('the explorer shows the plan of its first query beside the answer, and which service answered each field', async () => {
    const { page, hosts, problems } = await open();
    await run(page);
    const panel = page.getByRole('complementary', { name: 'Query plan' });
    await panel.getByText('One after the other').waitFor();
    const fetches = await panel.locator('.fetch').allInnerTexts();
    expect(fetches).toHaveLength(2);
    expect(fetches[0]).toMatch(/^orders\s+[\d.]+ m?s\s+HTTP 200\s*\d+ B sent\s*[\d.]+ k?B received/);
    expect(fetches[1]).toMatch(/^users\s+orders\.edges\[\]\.node\.customer\s/);
    expect(fetches[1]).toMatch(/3 representations, \d distinct/);
    const row = (field: string) =>
      panel.getByRole('row').filter({ has: page.getByTitle(field, { exact: true }) });
    expect(await row('orders.edges.node.total').innerText()).toMatch(/^total\s+orders$/);
    expect(await row('orders.edges.node.customer.name').innerText()).toMatch(/^name\s+users$/);
    expect(await shownAnswer(page)).toMatch(/"data"/);
    expect(await shownAnswer(page)).not.toMatch(/extensions|trace/);
    expect([...hosts]).toEqual([new URL(shared.graph.url).host]);
    expect(problems).toEqual([]);
  }, 60_000);

  test('problems in the sources are shown above the explorer until they are fixed', async () => {
    const { page } = await open();
    const problem = 'users/schema.graphql:72 <b>Unknown type Strin</b>';
    writeFileSync(problemFile, JSON.stringify([problem]));
    const banner = page.locator('#graph-problems');
    await banner.waitFor();
    expect(await banner.innerText()).toBe(problem);
    writeFileSync(problemFile, '[]');
    await banner.waitFor({ state: 'hidden' });
  }, 60_000);

  test('the panel works by keyboard, keeps its state, and requests nothing while it is closed', async () => {
    const { page, asked } = await open('query Mine { me { name } }');
    const toggle = page.getByRole('button', { name: 'Query plan' });
    expect(await toggle.getAttribute('aria-expanded')).toBe('true');
    await toggle.press('Enter');
    expect(await toggle.getAttribute('aria-expanded')).toBe('false');
    expect(await page.locator('#query-plan').isHidden()).toBe(true);
    await page.reload({ waitUntil: 'load' });
    await waitForEditor(page);
    expect(await toggle.getAttribute('aria-expanded')).toBe('false');
    await run(page);
    await expect.poll(() => shownAnswer(page)).toMatch(/"data"/);
    expect(asked).toEqual([]);
    await toggle.press('Space');
    await run(page);
    await page.locator('.fetch').first().waitFor();
    expect(asked).toHaveLength(1);
    const operation = page.locator('.fetch summary').first();
    await operation.press('Enter');
    expect(await page.locator('.fetch pre').first().innerText()).toMatch(/^query Mine__users/);
  }, 60_000);

  test('a choice of the signed-in person decides the token, and a link has the query', async () => {
    const { page, problems } = await open(
      'query Mine($n: Int) { me { name orders(first: $n) { totalCount } } }',
    );
    await page
      .getByLabel('Signed in as')
      .selectOption({ label: 'Grace Lindqvist: A customer: sees their own orders' });
    await run(page);
    await expect.poll(() => shownAnswer(page)).toMatch(/Grace Lindqvist/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Copied').waitFor();
    const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    expect(link.searchParams.get('query')).toMatch(/^query Mine/);
    expect(problems).toEqual([]);
  }, 60_000);

  test('a browser that knows the page does not load it again', async () => {
    const url = new URL('/explorer', shared.graph.url);
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('a request that is not executed has no plan', async () => {
    const { page } = await open('{ nothing }');
    await run(page);
    await page.getByText('This request was not executed').waitFor();
    await expect.poll(() => shownAnswer(page)).toMatch(/GRAPHQL_VALIDATION_FAILED/);
    expect(await shownAnswer(page)).toMatch(/"locations"/);
  }, 60_000);

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds no problem in the panel in the ${colorScheme}`, async () => {
      const query =
        'query ($all: Boolean = false) { me { name } ... @include(if: $all) { users { totalCount } } products(first: 1) { nodes { sku } } }';
      // Turns off the page's Content-Security-Policy, which would block the injected script.
      const { page } = await open(query, { colorScheme, bypassCSP: true });
      await run(page);
      await page.locator('.fetch').first().waitFor();
      await page.locator('.fetch summary').first().click();
      const panel = '#explorer-bar, #query-plan, #query-plan-toggle';
      expect(await findViolations(page, panel)).toEqual([]);
    }, 60_000);
  }

  test('a subgraph that does not answer is shown in the plan and at its fields', async () => {
    await shared.graph.users.stop();
    onTestFinished(() => shared.graph.users.start());
    const { page } = await open();
    await run(page);
    const failed = page.locator('.fetch.failed');
    await failed.waitFor();
    expect(await failed.innerText()).toMatch(/^users.*no answer.*SUBREQUEST_HTTP_ERROR/s);
    const name = page
      .getByRole('row')
      .filter({ has: page.getByTitle('orders.edges.node.customer.name', { exact: true }) });
    expect(await name.innerText()).toMatch(/^name\s+none$/);
  }, 60_000);
});
