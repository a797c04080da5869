import pg from 'pg';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { changeOrder, placeOrder } from '../graph/orders.ts';
import { customer } from '../graph/people.ts';
import { shareBrowser } from './chromium.ts';
import { openExplorer, run, shownAnswer, startExplorerGraph } from './explorer.ts';

const shared = shareBrowser(() => startExplorerGraph({ SUBSCRIPTIONS_PER_CLIENT: '1' }));

shared.inBrowser(() => {
  test('the explorer shows each event of a subscription with its trace, until it is stopped', async () => {
    const id = await placed();
    const { page, problems } = await openExplorer(shared.browser, shared.graph, followOrder(id));
    await run(page);
    await page.getByText('Waiting for the first event.').waitFor();
    await changeOrder(shared.graph, id, 'PAID');
    await expect.poll(() => shownAnswer(page)).toMatch(/"kind": "PAID"/);
    expect(await shownAnswer(page)).toMatch(/"name": "\S/);
    expect(await shownAnswer(page)).not.toMatch(/trace/);
    await expectTrace(page, /^Event 1 · /, ['orders', 'users']);
    await changeOrder(shared.graph, id, 'SHIPPED');
    await expect.poll(() => shownAnswer(page)).toMatch(/"kind": "SHIPPED"/);
    await expectTrace(page, /^Event 2 · /, ['orders', 'users']);
    const ended = page.waitForEvent('requestfailed', (request) => request.url() === shared.graph.url);
    await page.getByRole('button', { name: /^Stop/ }).click();
    await ended;
    await page.getByRole('button', { name: /^Execute/ }).waitFor();
    expect(await shownAnswer(page)).toMatch(/"kind": "SHIPPED"/);
    expect(problems).toEqual([]);
  }, 60_000);

  test('the explorer shows deferred parts as they arrive', async () => {
    const users = await lockUsers();
    const query = '{ orders(first: 2) { nodes { id ... @defer { customer { name } } } } }';
    const { page, problems } = await openExplorer(shared.browser, shared.graph, query);
    await run(page);
    await expect.poll(() => shownAnswer(page)).toMatch(/"id"/);
    expect(await shownAnswer(page)).not.toMatch(/"customer"/);
    await expectTrace(page, /^Part 1 · /);
    await page.getByText('in flight').or(page.getByText('not sent yet')).first().waitFor();
    await users.release();
    await expect.poll(() => shownAnswer(page)).toMatch(/"name"[\s\S]*"name"/);
    expect(await shownAnswer(page)).not.toMatch(/trace|hasNext/);
    await expectTrace(page, /^Part \d · /, ['orders', 'users']);
    expect(problems).toEqual([]);
  }, 60_000);

  test('the explorer shows why a subscription is refused', async () => {
    const { page } = await openExplorer(
      shared.browser,
      shared.graph,
      followOrder('6b0f9b62-0000-4000-8000-000000000000'),
    );
    await run(page);
    await expect.poll(() => shownAnswer(page)).toMatch(/"code": "NOT_FOUND"/);
    await expectTrace(page, /^Event 1 · /, ['orders']);
    const following = await openExplorer(shared.browser, shared.graph, followOrder(await placed()));
    await run(following.page);
    await following.page.getByText('Waiting for the first event.').waitFor();
    await run(page);
    await expect.poll(() => shownAnswer(page)).toMatch(/SUBSCRIPTION_LIMIT_EXCEEDED/);
    await page.getByText('This request was not executed').waitFor();
  }, 60_000);

  test('the explorer shows that the gateway ended a subscription', async () => {
    const limited = await startExplorerGraph({ SUBSCRIPTION_MAX_MS: '10' });
    onTestFinished(() => limited.stop());
    const follow = 'subscription { stockChanged(skus: ["MUG-BLUE"]) { kind } }';
    const { page } = await openExplorer(shared.browser, limited, follow);
    await run(page);
    await expect.poll(() => shownAnswer(page)).toMatch(/"code": "SUBSCRIPTION_ENDED"/);
    await page.getByRole('button', { name: /^Execute/ }).waitFor();
  }, 60_000);
});

const followOrder = (id: string) =>
  `subscription { orderChanged(id: "${id}") { kind order { id customer { name } } } }`;

async function placed(): Promise<string> {
  return (await placeOrder(shared.graph, customer(2), [['MUG-BLUE', 1]])).data.placeOrder.order.id;
}

/** Expects the panel to show a trace with these subgraphs. */
async function expectTrace(page: Page, summary: RegExp, subgraphs?: readonly string[]): Promise<void> {
  const panel = page.getByRole('complementary', { name: 'Query plan' });
  await expect.poll(() => panel.locator('.summary').innerText()).toMatch(summary);
  if (subgraphs === undefined) return;
  const asked = await panel.locator('.fetch:not(.skipped) .subgraph').allInnerTexts();
  expect([...new Set(asked)].sort()).toEqual(subgraphs);
}

/** Locks the users table, so that every statement on it waits until the lock is released. */
async function lockUsers() {
  const client = new pg.Client({ connectionString: shared.graph.users.databaseUrl });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('begin; lock table users in access exclusive mode');
  return { release: () => client.query('rollback') };
}
