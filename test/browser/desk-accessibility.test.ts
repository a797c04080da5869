import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { orderId } from '../graph/people.ts';
import { findViolations, readOverflow } from './axe.ts';
import { shareBrowser } from './chromium.ts';
import { openDesk, openDeskAs, startDeskGraph } from './desk.ts';

const screens = [
  { name: 'a phone', viewport: { width: 360, height: 780 } },
  { name: 'a desktop', viewport: { width: 1280, height: 860 } },
] as const;

const shared = shareBrowser(() => startDeskGraph());

shared.inBrowser(() => {
  for (const { name, viewport } of screens) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`axe finds no problem on any page, on ${name} in the ${colorScheme}, and nothing is wider than the screen`, async () => {
        // Turns off the page's Content-Security-Policy, which would block the injected script. Another test
        // checks the policy.
        const options = { viewport, colorScheme, bypassCSP: true };
        const { page } = await openDesk(shared.browser, shared.graph, '', options);
        await page.getByRole('heading', { name: 'Who is at the desk?' }).waitFor();
        await check(page, 'signing in');
        await page.getByRole('button', { name: /^Ada / }).click();
        await page.locator('.order-row').first().waitFor();
        await check(page, 'orders');
        await page.goto(new URL(`/desk/orders/${orderId(1)}`, shared.graph.url).href);
        await page.locator('.bill').waitFor();
        await check(page, 'an order');
        await page.getByRole('button', { name: 'Cancel order' }).click();
        await page.getByRole('dialog').waitFor();
        await check(page, 'a question');
        await page.getByRole('button', { name: 'Keep it' }).click();
        for (const name of ['People', 'Stock']) {
          await page.getByRole('link', { name, exact: true }).click();
          await page.locator('.row').first().waitFor();
          await check(page, name);
        }
        await page.goto(new URL('/desk/?who=a&product=mug', shared.graph.url).href);
        await page.locator('.choices').waitFor();
        await check(page, 'a search');
        await page.getByRole('link', { name: 'New order' }).click();
        await page.getByLabel('Pieces of Cast-iron teapot').fill('1');
        await page.getByRole('button', { name: 'Place the order' }).click();
        await page.locator('.notice').waitFor();
        await check(page, 'a refused order');
      }, 90_000);
    }
  }

  test('axe finds no problem on pages with missing parts', async () => {
    await shared.graph.users.stop();
    const { page } = await openDeskAs('Ada', shared.browser, shared.graph, '', { bypassCSP: true });
    await page.locator('.notice').waitFor();
    await check(page, 'orders without customers');
    await page.locator('.order-link').first().click();
    await page.locator('.bill').waitFor();
    await check(page, 'an order without a customer');
    await shared.graph.users.start();
  }, 60_000);

  test('everything works by keyboard: the focus is visible, moves to new content, and returns', async () => {
    const { page } = await openDesk(shared.browser, shared.graph);
    await page.getByRole('button', { name: /^Ada / }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.order-row').first().waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.locator('.order-link').first().focus();
    expect(await page.evaluate(() => document.activeElement?.matches(':focus-visible'))).toBe(true);
    await page.keyboard.press('Enter');
    await page.locator('.bill').waitFor();
    expect(await focused()).toMatch(/^Order [0-9A-F]{6}$/);
    await page.goto(new URL(`/desk/orders/${orderId(1)}`, shared.graph.url).href);
    const cancel = page.getByRole('button', { name: 'Cancel order' });
    await cancel.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('Cancel order');
    expect(await page.locator('.order-state').innerText()).toBe('Paid');
  }, 60_000);

  test('an order goes from the sign-in to shipped by the keyboard alone', async () => {
    const { page, notice, problems } = await openDesk(shared.browser, shared.graph);
    await page.getByRole('button', { name: /^Ada / }).waitFor();
    await press(page, /^Ada /, 'Enter');
    await page.locator('.order-row').first().waitFor();
    await press(page, /^New order$/, 'Enter');
    await page.locator('.product').first().waitFor();
    await press(page, /^One Blue mug more$/, 'Enter');
    await page.keyboard.press('Enter');
    await press(page, /^Place the order$/, 'Enter');
    await page.locator('.bill').waitFor();
    expect(await page.locator('.bill tbody').innerText()).toMatch(/Blue mug[\s\S]*\t2\t/);
    await press(page, /^Mark as paid$/, 'Enter');
    await notice.getByText('It can be shipped now').waitFor();
    await press(page, /^Ship it$/, 'Space');
    await notice.getByText('is on its way').waitFor();
    expect(await page.locator('.order-state').innerText()).toBe('Shipped');
    expect(problems).toEqual([]);
  }, 60_000);
});

/** Moves the focus by the Tab key to the control with this name, which must show that it has it, and presses a key. */
async function press(page: Page, name: RegExp, key: string): Promise<void> {
  for (let moves = 0; moves < 150; moves += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const isVisible = element?.matches(':focus-visible') === true;
      return isVisible ? (element.getAttribute('aria-label') ?? element.textContent ?? '') : '';
    });
    if (name.test(focused)) return page.keyboard.press(key);
    await page.keyboard.press('Tab');
  }
  throw new Error(`150 moves of the focus did not reach ${name}`);
}

/** Runs axe with all rules on the current page. */
async function check(page: Page, what: string): Promise<void> {
  expect(await findViolations(page), what).toEqual([]);
  expect(await readOverflow(page), `${what} is wider than the screen`).toBeLessThanOrEqual(0);
}
