import { expect, onTestFinished, test } from 'vitest';
import { startTcpProxy } from '../chaos/system/tcp-proxy.ts';
import { staff } from '../graph/people.ts';
import { shareBrowser } from './chromium.ts';
import { openDeskAs, startDeskGraph } from './desk.ts';

const shared = shareBrowser(() => startDeskGraph({ SAFELIST: 'enforce', SAFELIST_REQUIRE_ID: 'on' }));

shared.inBrowser(() => {
  test('an order that one person ships is shipped in the other person’s browser, without a reload', async () => {
    const order = await placeOrder('PAID');
    const acting = await openDeskAs('Ada', shared.browser, shared.graph, `orders/${order}`);
    const { page, problems, sign, state } = await watchingDesk(`orders/${order}`);
    expect(await state.innerText()).toBe('Paid');
    await acting.page.getByRole('button', { name: 'Ship it' }).click();
    await expect.poll(() => state.innerText()).toBe('Shipped');
    await expect.poll(() => page.locator('.history li').count()).toBe(3);
    // Each sees the actions of their own: Ada may deliver, and Alan may not.
    await acting.page.getByRole('button', { name: 'Mark as delivered' }).waitFor();
    expect(await page.getByRole('button', { name: 'Mark as delivered' }).count()).toBe(0);
    expect(await sign.innerText()).toBe('Live');
    expect([...problems, ...acting.problems]).toEqual([]);
  });

  test('the list follows new orders, and orders that leave its filter', async () => {
    const { page, problems } = await watchingDesk('?status=paid');
    const order = await placeOrder('PAID');
    const row = page.locator(`.order-link[href$="${order}"]`);
    await row.waitFor();
    await setStatus(order, 'SHIPPED');
    await row.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });

  test('when its connection breaks the desk resumes, and shows the changes in between', async () => {
    const order = await placeOrder('PAID');
    const { page, proxy, sign, state } = await watchingDesk(`orders/${order}`);
    const resumed = page.waitForRequest((request) => request.headers()['last-event-id'] !== undefined);
    const place = await sign.boundingBox();
    proxy.behave({ kind: 'refuse' });
    await sign.getByText('Reconnecting').waitFor();
    expect(await sign.boundingBox()).toEqual(place);
    await setStatus(order, 'SHIPPED');
    proxy.behave({ kind: 'pass' });
    await resumed;
    await expect.poll(() => state.innerText()).toBe('Shipped');
    await sign.getByText('Live').waitFor();
  });

  test('a page in the background has no connection, and catches up once it is shown', async () => {
    const order = await placeOrder('PAID');
    const { page, state } = await watchingDesk(`orders/${order}`);
    const show = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    const broken = page.waitForEvent('requestfailed');
    await show(true);
    await broken;
    await setStatus(order, 'SHIPPED');
    const resumed = page.waitForRequest((request) => request.headers()['last-event-id'] !== undefined);
    await show(false);
    await resumed;
    await expect.poll(() => state.innerText()).toBe('Shipped');
  });

  test('if the events after its cursor were deleted, the desk loads the order again and follows it anew', async () => {
    const order = await placeOrder('PAID');
    const { page, proxy, sign, state } = await watchingDesk(`orders/${order}`);
    await page.route('**/graphql', (route) =>
      route.request().headers()['last-event-id'] === undefined
        ? route.continue()
        : route.fulfill(endedBy('CURSOR_EXPIRED')),
    );
    proxy.behave({ kind: 'refuse' });
    await sign.getByText('Reconnecting').waitFor();
    await setStatus(order, 'SHIPPED');
    proxy.behave({ kind: 'pass' });
    await expect.poll(() => state.innerText()).toBe('Shipped');
    await sign.getByText('Live').waitFor();
  });

  test('a desk that may not subscribe says that it is not live, and a token that expires ends the session', async () => {
    const { page, notice } = await openDeskAs('Alan', shared.browser, shared.graph);
    const sign = page.locator('.live');
    await sign.getByText('Live').waitFor();
    const refuse = (code: string): Promise<unknown> =>
      page.route('**/graphql', (route) =>
        route.request().headers().accept === 'text/event-stream'
          ? route.fulfill(endedBy(code))
          : route.continue(),
      );
    await refuse('FORBIDDEN');
    await page.locator('.order-link').first().click();
    await sign.getByText('Not live').waitFor();
    await refuse('SUBSCRIPTION_JWT_EXPIRED');
    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    await notice.getByText('Your session has ended').waitFor();
  });
});

/** Opens the desk of another person, whose connections can be cut, and waits until it is live and can resume. */
async function watchingDesk(path: string) {
  const proxy = await startTcpProxy(Number(new URL(shared.graph.url).port));
  onTestFinished(proxy.stop);
  const url = `http://127.0.0.1:${proxy.port}/graphql`;
  const desk = await openDeskAs('Alan', shared.browser, { ...shared.graph, url }, path);
  const sign = desk.page.locator('.live');
  await sign.getByText('Live').waitFor();
  return { ...desk, proxy, sign, state: desk.page.locator('.order-state') };
}

/** Returns an answer that ends a subscription with an error. */
function endedBy(code: string) {
  const result = { data: null, errors: [{ message: 'ended', extensions: { code } }] };
  return {
    headers: { 'content-type': 'text/event-stream' },
    body: `event: next\ndata: ${JSON.stringify(result)}\n\nevent: complete\ndata:\n\n`,
  };
}

/** Places an order, sets its status, and returns its id. */
async function placeOrder(status: string): Promise<string> {
  const { data } = await shared.graph.orders.ask(
    `mutation ($key: String!, $sku: ID!) {
      placeOrder(input: { lines: [{ sku: $sku, quantity: 1 }], idempotencyKey: $key }) {
        ... on OrderPlaced { order { id } }
      }
    }`,
    { key: crypto.randomUUID(), sku: 'NOTEBOOK-A5' },
    staff,
  );
  const { id } = data.placeOrder.order;
  await setStatus(id, status);
  return id;
}

async function setStatus(id: string, status: string): Promise<void> {
  await shared.graph.orders.sql('update orders set status = $2 where id = $1', [id, status]);
}
