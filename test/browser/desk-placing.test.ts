import type { Page, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { stockProduct } from '../graph/orders.ts';
import { staff } from '../graph/people.ts';
import { shareBrowser } from './chromium.ts';
import { openDeskAs, startDeskGraph } from './desk.ts';

const shared = shareBrowser(() => startDeskGraph());

shared.inBrowser(() => {
  const open = () => openDeskAs('Ada', shared.browser, shared.graph, 'new');
  const add = (page: Page, name: string) => page.getByRole('button', { name: `One ${name} more` }).click();
  const place = (page: Page) => page.getByRole('button', { name: 'Place the order' });
  const placed = (page: Page) => page.getByRole('heading', { name: /^Order [0-9A-F]{6}$/ }).waitFor();

  /** Returns the number of orders that the staff user has placed. */
  async function countOrders(): Promise<number> {
    const [row] = await shared.graph.orders.sql(
      'select count(*)::int as count from orders where customer_id = $1',
      [staff.subject],
    );
    return Number(row?.count);
  }

  test('a second click in flight places no second order', async () => {
    const before = await countOrders();
    const { page } = await open();
    await add(page, 'Canvas bag');
    await place(page).dblclick();
    await placed(page);
    expect(await countOrders()).toBe(before + 1);
  }, 60_000);

  test('an order whose answer was lost once is sent again by itself, and placed once', async () => {
    const before = await countOrders();
    const { page, notice } = await open();
    await add(page, 'Canvas bag');
    await loseAnswers(page, 1);
    await place(page).click();
    await placed(page);
    expect(await notice.count()).toBe(0);
    expect(await countOrders()).toBe(before + 1);
  }, 60_000);

  test('retrying an order whose answer was lost does not place it twice, also after a reload', async () => {
    const before = await countOrders();
    const { page, notice } = await open();
    await add(page, 'Canvas bag');
    await loseAnswers(page);
    await place(page).click();
    await notice.getByText('trying again is safe').waitFor();
    expect(await countOrders()).toBe(before + 1);
    // The notice of the first attempt is still there, so the second is seen by its lost answer.
    const lostAgain = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/graphql'));
    await place(page).click();
    await lostAgain;
    await page.unrouteAll({ behavior: 'wait' });
    await page.reload();
    await place(page).click();
    await placed(page);
    expect(await countOrders()).toBe(before + 1);
  }, 60_000);

  test('a changed basket after a lost answer shows the order that was placed', async () => {
    const before = await countOrders();
    const { page, notice } = await open();
    await add(page, 'Canvas bag');
    await loseAnswers(page);
    await place(page).click();
    await notice.getByText('trying again is safe').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await add(page, 'Fountain pen');
    await place(page).click();
    await notice.getByText('Your first attempt had gone through').waitFor();
    expect(await countOrders()).toBe(before + 1);
    await page.getByRole('button', { name: 'Order this too' }).click();
    await place(page).click();
    await placed(page);
    expect(await countOrders()).toBe(before + 2);
  }, 60_000);

  test('if stock is insufficient, the desk names the product and the number left', async () => {
    await stockProduct(shared.graph, { sku: 'CHAIR-OAK', amount: 24900, stock: 2 });
    const before = await countOrders();
    const { page, notice } = await open();
    await page.getByLabel('Pieces of Oak chair').fill('3');
    await page.getByLabel('Pieces of Cast-iron teapot').fill('1');
    await place(page).click();
    await notice.getByText('There is not enough of').waitFor();
    const sentence = await notice.innerText();
    expect(sentence).toContain('(only 2 left)');
    expect(sentence).toContain('Cast-iron teapot (none left)');
    expect(await countOrders()).toBe(before);
    await page.getByLabel('Pieces of Oak chair').fill('2');
    expect(await notice.count()).toBe(0);
    await page.getByRole('button', { name: 'One Cast-iron teapot less' }).click();
    await place(page).click();
    await placed(page);
  }, 60_000);

  test('the button for one more is off without stock, and follows the stock while the page is open', async () => {
    await stockProduct(shared.graph, { sku: 'CHAIR-OAK', amount: 24900, stock: 1 });
    const { page } = await open();
    await page.locator('.live').getByText('Live').waitFor();
    const more = page.getByRole('button', { name: 'One Oak chair more' });
    const isOff = () => more.getAttribute('aria-disabled');
    expect(await isOff()).toBe('false');
    await more.press('Enter');
    await expect.poll(isOff).toBe('true');
    await more.press('Enter');
    expect(await page.getByLabel('Pieces of Oak chair').inputValue()).toBe('1');
    expect(await more.evaluate((button) => document.activeElement === button)).toBe(true);
    await stockProduct(shared.graph, { sku: 'CHAIR-OAK', amount: 24900, stock: 2 });
    await expect.poll(isOff).toBe('false');
    await stockProduct(shared.graph, { sku: 'CHAIR-OAK', amount: 24900, stock: 0 });
    await page.getByText('none in stock').nth(1).waitFor();
    await expect.poll(isOff).toBe('true');
  }, 60_000);

  test('products of different currencies are refused with a sentence, and shown with one sum per currency', async () => {
    const { page, notice } = await open();
    await add(page, 'Canvas bag');
    await add(page, 'Poster: a query plan');
    expect(await page.locator('.basket .bill-total').innerText()).toMatch(/€24\.00 and US\$19\.00/);
    await place(page).click();
    await notice
      .getByText('An order has one currency, but these products are priced in EUR and USD')
      .waitFor();
  }, 60_000);

  test('a product that is no longer in the catalogue is named', async () => {
    const { page, notice } = await open();
    await add(page, 'Canvas bag');
    await page.evaluate(() => {
      const basket = JSON.parse(sessionStorage.getItem('desk.basket') ?? '{}');
      sessionStorage.setItem('desk.basket', JSON.stringify({ ...basket, quantities: { 'BAG-OLD': 1 } }));
    });
    await page.reload();
    await place(page).click();
    await notice.getByText('The catalogue no longer has BAG-OLD').waitFor();
  }, 60_000);

  test('an empty basket cannot be placed', async () => {
    const { page, asked } = await open();
    await page.locator('.product').first().waitFor();
    expect(await place(page).getAttribute('aria-disabled')).toBe('true');
    await place(page).click({ force: true });
    await add(page, 'Canvas bag');
    expect(await place(page).getAttribute('aria-disabled')).toBe('false');
    expect(asked.filter((body) => body.includes('PlaceOrder'))).toEqual([]);
  }, 60_000);
});

/** Lets requests reach the graph, and drops the answers. */
async function loseAnswers(page: Page, times = Number.MAX_SAFE_INTEGER): Promise<void> {
  const lose = async (route: Route): Promise<void> => {
    await route.fetch();
    await route.abort();
  };
  await page.route('**/graphql', lose, { times });
}
