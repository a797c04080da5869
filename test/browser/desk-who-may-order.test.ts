import { expect, test } from 'vitest';
import { customer, userId } from '../graph/people.ts';
import { shareBrowser } from './chromium.ts';
import { type DeskPage, openDesk, openDeskAs, startDeskGraph } from './desk.ts';

const shared = shareBrowser(() => startDeskGraph());

shared.inBrowser(() => {
  test('a deactivated person is offered no new order, and the page of it says why', async () => {
    const active = await openDeskAs('Grace', shared.browser, shared.graph);
    await active.page.getByRole('link', { name: 'New order' }).waitFor();
    const { data } = await shared.graph.ask(
      `mutation { deactivateUser(id: "${customer(2).subject}") { __typename } }`,
    );
    expect(data.deactivateUser.__typename).toBe('UserDeactivated');
    const desk = await openDeskAs('Grace', shared.browser, shared.graph, 'new');
    await expectNoOrder(desk, 'Your account is deactivated, so you cannot order.');
  }, 60_000);

  test('a deactivated person whose account is active again can order, without a reload', async () => {
    const setStatus = (status: string) =>
      shared.graph.users.sql('update users set status = $1 where id = $2', [status, customer(2).subject]);
    await setStatus('DEACTIVATED');
    const { page, notice } = await openDeskAs('Grace', shared.browser, shared.graph, 'new');
    await notice.getByText('Your account is deactivated, so you cannot order.').waitFor();
    await setStatus('ACTIVE');
    await page.getByRole('link', { name: 'Go to the orders' }).click();
    await page.getByRole('link', { name: 'New order' }).click();
    await page.locator('.product').first().waitFor();
  }, 60_000);

  test('a person who is not registered is offered no new order, and the page of it says why', async () => {
    const desk = await openDesk(shared.browser, shared.graph, 'new');
    await desk.page.getByText('Sign in with a token').click();
    await desk.page
      .getByLabel('Access token')
      .fill(await shared.graph.tokenOf({ subject: userId(9_999), scopes: [] }));
    await desk.page.getByRole('button', { name: 'Sign in with it' }).click();
    await expectNoOrder(desk, 'You are not registered here, so you cannot order.');
  }, 60_000);

  test('while it is unknown who the viewer is, the order is offered', async () => {
    await shared.graph.users.stop();
    const { page } = await openDeskAs('Ada', shared.browser, shared.graph, 'new');
    await page.locator('.product').first().waitFor();
    await page.getByRole('link', { name: 'New order' }).waitFor();
    await shared.graph.users.start();
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
