import { expect, test } from 'vitest';
import { stockOf, stockProduct } from '../graph/orders.ts';
import { orderId, userId } from '../graph/people.ts';
import { shareBrowser } from './chromium.ts';
import { openDesk, openDeskAs, startDeskGraph } from './desk.ts';

const shared = shareBrowser(() => startDeskGraph());

shared.inBrowser(() => {
  const staffDesk = (path?: string) => openDeskAs('Ada', shared.browser, shared.graph, path);

  test('an order is placed, paid, shipped and delivered at the desk, and its history shows each step', async () => {
    await stockProduct(shared.graph, { sku: 'MUG-BLUE', amount: 1450, stock: 300 });
    const { page, notice, problems } = await staffDesk();
    await page.getByRole('link', { name: 'New order' }).click();
    await page.getByRole('button', { name: 'One Blue mug more' }).click();
    await page.getByLabel('Pieces of Notebook, A5').fill('3');
    expect(await page.locator('.basket').innerText()).toContain('€44.20');
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByRole('heading', { name: /^Order [0-9A-F]{6}$/ }).waitFor();
    expect(await stockOf(shared.graph, 'MUG-BLUE')).toBe(299);
    const figures = await page.locator('.facts').innerText();
    for (const [button, sentence] of [
      ['Mark as paid', 'It can be shipped now'],
      ['Ship it', 'is on its way'],
      ['Mark as delivered', 'has arrived'],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      await notice.getByText(sentence).waitFor();
    }
    expect(await page.locator('.history .status').allInnerTexts()).toEqual([
      'Placed',
      'Paid',
      'Shipped',
      'Delivered',
    ]);
    expect(await page.locator('.history').innerText()).toContain('by Ada Okafor');
    expect(await page.locator('.facts').innerText()).not.toBe(figures);
    expect(await page.locator('.actions button').count()).toBe(0);
    expect(problems).toEqual([]);
  }, 60_000);

  test('an order is cancelled after a confirmation, and its stock is returned', async () => {
    await stockProduct(shared.graph, { sku: 'LAMP-BRASS', amount: 8950, stock: 40 });
    const { page, notice } = await staffDesk('new');
    await page.getByRole('button', { name: 'One Brass lamp more' }).click();
    await page.getByRole('button', { name: 'Place the order' }).click();
    const cancel = page.getByRole('button', { name: 'Cancel order' });
    await cancel.click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await stockOf(shared.graph, 'LAMP-BRASS')).toBe(39);
    await cancel.click();
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await notice.getByText('stock is back').waitFor();
    expect(await stockOf(shared.graph, 'LAMP-BRASS')).toBe(40);
    expect(await page.locator('.order-state').innerText()).toBe('Cancelled');
  }, 60_000);

  test('the desk offers only the changes that this person may make', async () => {
    const order = await paidOrder();
    const offered = async (name: string, path: string) => {
      const { page } = await openDeskAs(name, shared.browser, shared.graph, path);
      await page.locator('.bill').waitFor();
      return page.locator('.actions button').allInnerTexts();
    };
    expect(await offered('Ada', `orders/${order}`)).toEqual(['Ship it', 'Cancel order']);
    expect(await offered('Alan', `orders/${order}`)).toEqual([]);
    const [own] = await shared.graph.orders.sql(
      "update orders set status = 'PLACED' where id = (select id from orders where customer_id = $1 limit 1) returning id",
      [userId(2)],
    );
    expect(await offered('Grace', `orders/${own?.id}`)).toEqual(['Mark as paid', 'Cancel order']);
  }, 60_000);

  test('a refusal that is final has no button to try again', async () => {
    const { page, notice } = await openDeskAs(
      'Grace',
      shared.browser,
      shared.graph,
      `?customer=${userId(1)}`,
    );
    await notice.getByText('Your account does not have permission to do this.').waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  }, 60_000);

  test('an address with a bad cursor leads to the first page, and keeps its filter', async () => {
    const { page, notice } = await staffDesk('?status=paid&after=cut-short');
    await page.locator('.order-row').first().waitFor();
    expect(new URL(page.url()).search).toBe('?status=paid');
    expect(await notice.count()).toBe(0);
  }, 60_000);

  test('the links to the next and the previous page are side by side', async () => {
    const { page } = await staffDesk();
    const links = () => page.getByRole('navigation', { name: 'Pages of orders' }).getByRole('link');
    await expect.poll(async () => (await links().allInnerTexts()).join()).toBe('Older');
    await page.getByRole('link', { name: 'Older' }).click();
    await expect.poll(async () => (await links().allInnerTexts()).join()).toBe('Newer,Older');
    await page.getByRole('link', { name: 'Older' }).click();
    await expect.poll(async () => (await links().allInnerTexts()).join()).toBe('Newest,Newer,Older');
    await page.getByRole('link', { name: 'Newer' }).click();
    await page.getByRole('link', { name: 'Newer' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('');
  }, 60_000);

  test('a person whose change comes too late sees a notice and the new status', async () => {
    const order = await paidOrder();
    const { page, notice } = await staffDesk();
    // The change does not reach this desk by itself.
    await page.route('**/graphql', (route) =>
      route.request().headers().accept === 'text/event-stream' ? route.abort() : route.fallback(),
    );
    await page.goto(new URL(`/desk/orders/${order}`, shared.graph.url).href);
    const ship = page.getByRole('button', { name: 'Ship it' });
    await ship.waitFor();
    await shared.graph.orders.sql("update orders set status = 'CANCELLED' where id = $1", [order]);
    await ship.click();
    await notice.getByText('Another change came first: the order is already cancelled').waitFor();
    expect(await page.locator('.order-state').innerText()).toBe('Cancelled');
  }, 60_000);

  test('a customer sees their own orders, and not that others exist', async () => {
    const { page } = await openDeskAs('Grace', shared.browser, shared.graph);
    await page.locator('.order-row').first().waitFor();
    expect(new Set(await page.locator('.order-row .customer').allInnerTexts())).toEqual(
      new Set(['Grace Lindqvist']),
    );
    await page.goto(new URL(`/desk/orders/${orderId(180)}`, shared.graph.url).href);
    await page.getByText('There is no such order, or it is not yours to see.').waitFor();
  }, 60_000);

  test('filters and pages are part of the address, and back and forward navigate them', async () => {
    const { page } = await staffDesk();
    const numbers = () => page.locator('.order-row .number').allInnerTexts();
    const shows = (status: string) =>
      expect
        .poll(async () => [...new Set(await page.locator('.order-row .status').allInnerTexts())])
        .toEqual([status]);
    await page.getByRole('link', { name: 'Delivered' }).click();
    await shows('Delivered');
    expect(new URL(page.url()).search).toBe('?status=delivered');
    const leaves = (page: readonly string[]) =>
      expect.poll(async () => (await numbers()).filter((number) => !page.includes(number))).not.toEqual([]);
    const first = await numbers();
    await page.getByRole('link', { name: 'Older' }).click();
    await leaves(first);
    const second = await numbers();
    await page.getByRole('link', { name: 'Older' }).click();
    await leaves(second);
    await page.getByRole('link', { name: 'Newer' }).click();
    await expect.poll(numbers).toEqual(second);
    await page.getByRole('link', { name: 'Shipped', exact: true }).click();
    await shows('Shipped');
    await page.goBack();
    await expect.poll(numbers).toEqual(second);
    await page.goForward();
    await shows('Shipped');
    await page.reload();
    await shows('Shipped');
  }, 60_000);

  test('the orders of one customer have their own page, which names the customer', async () => {
    const { page } = await staffDesk(`?customer=${userId(1)}`);
    await page.getByText('Only orders of Ada Okafor').waitFor();
    await page.locator('.order-row').first().waitFor();
    expect(new Set(await page.locator('.order-row .customer').allInnerTexts())).toEqual(
      new Set(['Ada Okafor']),
    );
    await page.getByRole('link', { name: 'Show everybody’s' }).click();
    expect(new URL(page.url()).search).toBe('');
  }, 60_000);

  test('with users down the orders are shown, and the desk names the missing parts until users is back', async () => {
    await shared.graph.users.stop();
    const { page, notice } = await staffDesk();
    await notice
      .getByText(/The users service does not answer right now, so customers .* are missing/)
      .waitFor();
    expect(await page.locator('.order-row').count()).toBe(15);
    expect(await page.locator('.order-row .missing').count()).toBe(15);
    await page.locator('.order-link').first().click();
    await notice.getByText('users service').waitFor();
    expect(await page.locator('.bill tbody tr').count()).toBeGreaterThan(0);
    expect(await page.locator('.history li').count()).toBeGreaterThan(0);
    await shared.graph.users.start();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.customer-line').waitFor();
    await expect.poll(() => notice.count()).toBe(0);
  }, 60_000);

  test('with orders down the desk says so, and shows them once they are back', async () => {
    await shared.graph.orders.stop();
    const { page, notice } = await staffDesk();
    await notice.getByText('The orders service does not answer right now').waitFor();
    await shared.graph.orders.start();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.order-row').first().waitFor();
  }, 60_000);

  test('while the orders load there are grey lines, and a text for screen readers', async () => {
    const { page } = await openDesk(shared.browser, shared.graph);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route('**/graphql', async (route) => {
      await released;
      await route.continue();
    });
    await page.getByRole('button', { name: /^Ada / }).click();
    await page.getByRole('status').getByText('Loading orders').waitFor();
    release();
    await page.locator('.order-row').first().waitFor();
  }, 60_000);

  test('a session survives a reload of the page, and ends with the sign-out', async () => {
    const { page } = await staffDesk();
    await page.reload();
    await page.getByText('Ada Okafor').first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Who is at the desk?' }).waitFor();
  }, 60_000);

  test('with an expired token the desk requires a new sign-in', async () => {
    const { page, notice } = await staffDesk();
    const headers = {
      'content-type': 'application/json',
      'www-authenticate': 'Bearer error="invalid_token"',
    };
    const body = JSON.stringify({
      errors: [{ message: 'expired', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    await page.route('**/graphql', (route) => route.fulfill({ status: 401, headers, body }));
    await page.getByRole('link', { name: 'New order' }).click();
    await notice.getByText('Your session has ended').waitFor();
  }, 60_000);

  test('an unknown address of the desk shows a message', async () => {
    const { page } = await staffDesk('somewhere/else');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.getByRole('link', { name: 'Go to the orders' }).click();
    await page.locator('.order-row').first().waitFor();
  }, 60_000);
});

/** Places an order, pays it, and returns its id. */
async function paidOrder(): Promise<string> {
  const answer = await shared.graph.ask(
    `mutation ($key: String!) {
      placeOrder(input: { lines: [{ sku: "MUG-BLUE", quantity: 1 }], idempotencyKey: $key }) {
        ... on OrderPlaced { order { id } }
      }
    }`,
    { variables: { key: crypto.randomUUID() } },
  );
  const { id } = answer.data.placeOrder.order;
  await shared.graph.orders.sql("update orders set status = 'PAID' where id = $1", [id]);
  return id;
}
