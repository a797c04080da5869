import { writeFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { findViolations, readOverflow, withoutTabs } from './axe.ts';
import { run, shareExplorer, shownAnswer, waitForEditor } from './explorer.ts';

const { shared, open, problemFile } = shareExplorer();

shared.inBrowser(() => {
  test('the history has each query once with its variables, opens it, and is cleared', async () => {
    const { page, problems } = await open('query Mine { me { name } }');
    const history = page.getByRole('dialog', { name: 'Queries that you have run' });
    await page.getByRole('button', { name: 'History' }).click();
    await history.getByText('No query was run yet.').waitFor();
    await page.keyboard.press('Escape');
    await runAndWait(page);
    await runAndWait(page);
    const other = '/explorer?query=query+Other($n:Int){me{orders(first:$n){totalCount}}}&variables={"n":1}';
    await page.goto(new URL(other, shared.graph.url).href);
    await waitForEditor(page);
    await runAndWait(page);
    await page.getByRole('button', { name: 'History' }).click();
    expect(await history.getByRole('link').allInnerTexts()).toEqual([
      expect.stringMatching(/^query Other/),
      'query Mine { me { name } }',
    ]);
    await history.getByRole('link', { name: 'query Mine' }).click();
    await waitForEditor(page);
    await expect.poll(() => page.locator('.graphiql-query-editor').innerText()).toContain('Mine');
    await page.getByRole('button', { name: 'History' }).click();
    const link = await history.getByRole('link', { name: 'query Other' }).getAttribute('href');
    expect(new URLSearchParams(link ?? '').get('variables')).toMatch(/"n": 1/);
    await history.getByRole('button', { name: 'Clear' }).click();
    await history.getByText('No query was run yet.').waitFor();
    expect(await page.evaluate(() => localStorage.getItem('explorer:history'))).toBeNull();
    expect(problems).toEqual([]);
  }, 90_000);

  test('the history keeps the latest 50 queries, and survives storage that it cannot read', async () => {
    const { page } = await open('query Newest { me { name } }');
    await page.evaluate(() => {
      const many = Array.from({ length: 50 }, (_, n) => ({
        query: `query Q${n} { me { id } }`,
        variables: '',
        at: n,
      }));
      localStorage.setItem('explorer:history', JSON.stringify([...many, { query: 3 }]));
    });
    await runAndWait(page);
    await page.getByRole('button', { name: 'History' }).click();
    const links = await page.locator('#explorer-history a').allInnerTexts();
    expect(links).toHaveLength(50);
    expect(links[0]).toMatch(/^query Newest/);
    await page.evaluate(() => localStorage.setItem('explorer:history', '{not JSON'));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByText('No query was run yet.').waitFor();
  }, 60_000);

  test('long lines of a query wrap', async () => {
    const { page } = await open(`query Long { me { ${'name '.repeat(80)}} }`);
    const editor = page.locator('.graphiql-query-editor');
    await expect.poll(() => editor.locator('.view-line').count()).toBeGreaterThan(3);
  }, 60_000);

  test('the panel is as wide as its user makes it, by pointer or keyboard, and keeps that', async () => {
    const { page } = await open('query Mine { me { name } }', { viewport: { width: 1920, height: 1000 } });
    const panel = page.getByRole('complementary', { name: 'Query plan' });
    const divider = page.getByRole('separator', { name: 'Width of the query plan' });
    const usual = (await boxOf(panel)).width;
    const place = await boxOf(divider);
    await page.mouse.move(place.x + 4, 500);
    await page.mouse.down();
    await page.mouse.move(place.x + 4 - 300, 500);
    await page.mouse.up();
    expect((await boxOf(panel)).width - usual).toBeCloseTo(300, 0);
    await divider.press('ArrowRight');
    const chosen = (await boxOf(panel)).width;
    expect(chosen - usual).toBeCloseTo(268, 0);
    expect(await divider.getAttribute('aria-valuenow')).toBe(String(Math.round(chosen)));
    await page.reload({ waitUntil: 'load' });
    await waitForEditor(page);
    expect((await boxOf(panel)).width).toBe(chosen);
    await divider.dblclick();
    expect((await boxOf(panel)).width).toBe(usual);
  }, 60_000);

  test('the panel leaves room for the query, however narrow the window becomes', async () => {
    const { page } = await open('query Mine { me { name } }', { viewport: { width: 1920, height: 1000 } });
    await page.evaluate(() => localStorage.setItem('explorer:panel-width', '1400'));
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.reload({ waitUntil: 'load' });
    await waitForEditor(page);
    expect((await boxOf(page.locator('#root'))).width).toBeGreaterThanOrEqual(400);
  }, 60_000);

  const screens = [390, 1280, 1920].flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
  );
  test.each(screens)(
    'at $width px in the $colorScheme nothing covers another part or is wider than the screen, and axe finds no problem',
    async ({ width, colorScheme }) => {
      writeFileSync(problemFile, JSON.stringify(['users/schema.graphql:72 Unknown type Strin']));
      // Turns off the page's Content-Security-Policy, which would block the injected script.
      const options = { viewport: { width, height: 900 }, colorScheme, bypassCSP: true };
      const { page } = await open('query Mine { me { name orders(first: 2) { totalCount } } }', options);
      await page.locator('#graph-problems').waitFor();
      if (width < 1280) await page.getByRole('button', { name: 'Query plan' }).click();
      await runAndWait(page);
      await page.locator('.fetch').first().waitFor();
      const parts = ['#graph-problems', '#explorer-bar', '#root', '#query-plan', '#query-plan-toggle'];
      expect(await overlaps(page, parts)).toEqual([]);
      expect(await readOverflow(page)).toBeLessThanOrEqual(0);
      expect(await findViolations(page, withoutTabs)).toEqual([]);
      await page.getByRole('button', { name: 'History' }).click();
      await page.locator('#explorer-history a').first().waitFor();
      expect(await findViolations(page, withoutTabs)).toEqual([]);
      writeFileSync(problemFile, '[]');
    },
    60_000,
  );
});

async function runAndWait(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().endsWith('/graphql'));
  await run(page);
  await answered;
  await expect.poll(() => shownAnswer(page)).toMatch(/"data"/);
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('an element is not shown');
  return box;
}

/** Returns the pairs of elements that share a part of the page. */
async function overlaps(page: Page, selectors: readonly string[]): Promise<readonly string[]> {
  const boxes = await Promise.all(selectors.map((selector) => boxOf(page.locator(selector))));
  return selectors.flatMap((selector, at) =>
    selectors.slice(at + 1).flatMap((other, after) => {
      const [one, two] = [boxes[at], boxes[at + 1 + after]];
      if (one === undefined || two === undefined) return [];
      const across = Math.min(one.x + one.width, two.x + two.width) - Math.max(one.x, two.x);
      const down = Math.min(one.y + one.height, two.y + two.height) - Math.max(one.y, two.y);
      return across > 1 && down > 1 ? [`${selector} and ${other}`] : [];
    }),
  );
}
