import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { customer, userId } from '../graph/people.ts';
import type { TestGraph } from '../graph/test-graph.ts';
import { shareBrowser } from './chromium.ts';
import { type DeskPage, openDesk, openDeskAs, startDeskGraph } from './desk.ts';

let graph: TestGraph;
let browser: Browser;

const inBrowser = shareBrowser(
  () => startDeskGraph(),
  (...started) => {
    [graph, browser] = started;
  },
);

inBrowser(() => {
  test('a deactivated person is offered no new order, and the page of it says why', async () => {
    const active = await openDeskAs('Grace', browser, graph);
    await active.page.getByRole('link', { name: 'New order' }).waitFor();
    const { data } = await graph.ask(
      `mutation { deactivateUser(id: "${customer(2).subject}") { __typename } }`,
    );
    expect(data.deactivateUser.__typename).toBe('UserDeactivated');
    const desk = await openDeskAs('Grace', browser, graph, 'new');
    await expectNoOrder(desk, 'Your account is deactivated, so you cannot order.');
  }, 60_000);

  test('a person who is not registered is offered no new order, and the page of it says why', async () => {
    const desk = await openDesk(browser, graph, 'new');
    await desk.page.getByText('Sign in with a token').click();
    await desk.page
      .getByLabel('Access token')
      .fill(await graph.tokenOf({ subject: userId(9_999), scopes: [] }));
    await desk.page.getByRole('button', { name: 'Sign in with it' }).click();
    await expectNoOrder(desk, 'You are not registered here, so you cannot order.');
  }, 60_000);

  test('while it is unknown who the viewer is, the order is offered', async () => {
    await graph.users.stop();
    const { page } = await openDeskAs('Ada', browser, graph, 'new');
    await page.locator('.product').first().waitFor();
    await page.getByRole('link', { name: 'New order' }).waitFor();
    await graph.users.start();
  }, 60_000);
});

async function expectNoOrder({ page, notice, problems }: DeskPage, reason: string): Promise<void> {
  await notice.getByText(reason).waitFor();
  expect(await page.getByRole('link', { name: 'New order' }).count()).toBe(0);
  expect(await page.locator('.product').count()).toBe(0);
  await page.getByRole('link', { name: 'Go to the orders' }).click();
  await page.getByRole('heading', { name: 'Orders' }).waitFor();
  expect(problems).toEqual([]);
}
