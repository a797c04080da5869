import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';
import { placeOrder } from '../graph/orders.ts';
import { customer } from '../graph/people.ts';
import { shareBrowser } from './chromium.ts';
import { openDeskAs, startDeskGraph } from './desk.ts';
import { openExplorer, run, shownAnswer } from './explorer.ts';

const schemaFile = (name: string): string => new URL(`schema/${name}`, repositoryRoot).pathname;

const shared = shareBrowser(() =>
  startDeskGraph({
    DEVELOPMENT_VIEWER: schemaFile('development-viewer.json'),
    EXAMPLE_QUERY: schemaFile('example.graphql'),
  }),
);

shared.inBrowser(() => {
  test('a user is deactivated in the explorer, and the desk shows their order being cancelled, and why', async () => {
    const grace = customer(2);
    const { data } = await placeOrder(shared.graph, grace, [['NOTEBOOK-A5', 1]]);
    const staffDesk = await openDeskAs(
      'Ada',
      shared.browser,
      shared.graph,
      `orders/${data.placeOrder.order.id}`,
    );
    const graceDesk = await openDeskAs('Grace', shared.browser, shared.graph, 'new');
    await staffDesk.page.locator('.live').getByText('Live').waitFor();
    const state = staffDesk.page.locator('.order-state');
    expect(await state.innerText()).toBe('Placed');
    const explorer = await openExplorer(
      shared.browser,
      shared.graph,
      `mutation { deactivateUser(id: "${grace.subject}") { ... on UserDeactivated { user { status } } } }`,
    );
    await run(explorer.page);
    await expect.poll(() => shownAnswer(explorer.page)).toMatch(/"status": "DEACTIVATED"/);
    await expect.poll(() => state.innerText()).toBe('Cancelled');
    const lastChange = staffDesk.page.locator('.history li').last();
    await expect.poll(() => lastChange.innerText()).toMatch(/because the customer was deactivated$/);
    await graceDesk.page.getByRole('button', { name: 'One Canvas bag more' }).click();
    await graceDesk.page.getByRole('button', { name: 'Place the order' }).click();
    await graceDesk.notice.getByText('Your account is deactivated, so you cannot order.').waitFor();
    expect([...staffDesk.problems, ...graceDesk.problems, ...explorer.problems]).toEqual([]);
  }, 60_000);
});
