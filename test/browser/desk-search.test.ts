import { expect, test } from 'vitest';
import { stockProduct } from '../graph/orders.ts';
import { orderId } from '../graph/people.ts';
import { shareBrowser } from './chromium.ts';
import { openDeskAs, startDeskGraph } from './desk.ts';

const shared = shareBrowser(() => startDeskGraph());

shared.inBrowser(() => {
  const openSearch = async (name = 'Ada') => {
    const desk = await openDeskAs(name, shared.browser, shared.graph);
    await desk.page.locator('.order-row').first().waitFor();
    await desk.page.getByText('Search', { exact: true }).click();
    const numbers = () => desk.page.locator('.order-row .number').allInnerTexts();
    return { ...desk, numbers };
  };

  test('staff find an order by its number, and an address keeps the search', async () => {
    const { page, numbers, problems } = await openSearch();
    const number = orderId(171).slice(-6).toUpperCase();
    await page.getByLabel('Order number').fill(`#${number}`);
    await page.getByLabel('Order number').press('Enter');
    await expect.poll(numbers).toEqual([number]);
    await page.reload();
    await expect.poll(numbers).toEqual([number]);
    expect(await page.getByLabel('Order number').inputValue()).toBe(`${number}`);
    await page.getByRole('link', { name: 'Clear the search' }).click();
    await expect.poll(async () => (await numbers()).length).toBe(15);
    expect(problems).toEqual([]);
  }, 60_000);

  test('staff find orders by product and by days, and both must hold', async () => {
    const { page } = await openSearch();
    await page.getByLabel('Product').fill('mug');
    const [row] = await shared.graph.orders.sql(
      `select to_char(placed_at, 'YYYY-MM-DD') as day, id from orders
       where id in (select order_id from order_lines where sku = 'MUG-BLUE') order by placed_at limit 1`,
    );
    await page.getByLabel('From').fill(String(row?.day));
    await page.getByLabel('To', { exact: true }).fill(String(row?.day));
    await page.getByRole('button', { name: 'Find orders' }).click();
    await expect.poll(() => page.locator(`.order-link[href$="${row?.id}"]`).count()).toBe(1);
    const days = new Set(
      await page.locator('.order-day').evaluateAll((all) => all.map((day) => day.textContent)),
    );
    expect(days.size).toBe(1);
    await page.getByLabel('Product').fill('no such product');
    await page.getByRole('button', { name: 'Find orders' }).click();
    await page.getByText('No order is like this.').waitFor();
  }, 60_000);

  test('a customer is found by a part of the name, and chosen if several have it', async () => {
    const { page } = await openSearch();
    await page.getByLabel('Customer').fill('lindqvist');
    await page.getByLabel('Customer').press('Enter');
    await page.getByRole('heading', { name: 'Which customer do you mean by “lindqvist”?' }).waitFor();
    const [choice] = await page.locator('.choices a').allInnerTexts();
    await page.locator('.choices a').first().click();
    await page.getByText(`Only orders of ${choice}`).waitFor();
    await shared.graph.users.sql("insert into users (email, name) values ('only@one.example', 'Only One')");
    await page.goto(new URL('/desk/?who=only@one&status=paid', shared.graph.url).href);
    await page.getByText('Only orders of Only One').waitFor();
    expect(new URL(page.url()).search).toMatch(/^\?status=paid&customer=[\w-]+$/);
    await page.goto(new URL('/desk/?who=nobody-at-all', shared.graph.url).href);
    await page.getByText('Nobody is called “nobody-at-all”.').waitFor();
  }, 60_000);

  test('a customer can search their own orders, but sees no field and no page for staff', async () => {
    const { page } = await openSearch('Grace');
    await page.getByLabel('Product').waitFor();
    expect(await page.getByLabel('Customer').count()).toBe(0);
    expect(await page.getByRole('navigation', { name: 'Desk' }).getByRole('link').allInnerTexts()).toEqual([
      'Orders',
      'New order',
    ]);
    await page.goto(new URL('/desk/people', shared.graph.url).href);
    await page.getByText('Your account does not have permission to do this.').waitFor();
  }, 60_000);

  test('the page of people finds them, sorts them by spending, and leads to their orders', async () => {
    const { page, problems } = await openDeskAs('Ada', shared.browser, shared.graph);
    await page.getByRole('link', { name: 'People' }).click();
    await page.locator('.row').first().waitFor();
    expect(await page.locator('.row').count()).toBe(20);
    await page.getByRole('link', { name: 'More', exact: true }).click();
    await page.getByRole('link', { name: 'Back' }).waitFor();
    await page.getByRole('link', { name: 'Most spent first' }).click();
    await expect.poll(() => page.locator('.row').first().locator('.tier').innerText()).toBe('Gold');
    await page.getByLabel('Name or e-mail address').fill('GRACE');
    await page.getByLabel('Name or e-mail address').press('Enter');
    await expect.poll(() => page.locator('.row').first().innerText()).toContain('Grace');
    await page
      .getByRole('link', { name: /^\d+ orders$/ })
      .first()
      .click();
    await page.getByText(/^Only orders of Grace/).waitFor();
    expect(problems).toEqual([]);
  }, 60_000);

  test('the page of the stock follows it, and lists the products that run out', async () => {
    await stockProduct(shared.graph, { sku: 'CHAIR-OAK', amount: 24900, stock: 4 });
    const { page, problems } = await openDeskAs('Ada', shared.browser, shared.graph, 'stock');
    const chair = page.locator('.row').filter({ hasText: 'CHAIR-OAK' });
    await page.locator('.live').getByText('Live').waitFor();
    expect(await chair.innerText()).toContain('4 in stock');
    await stockProduct(shared.graph, { sku: 'CHAIR-OAK', amount: 24900, stock: 3 });
    await chair.getByText('3 in stock').waitFor();
    await page.getByRole('link', { name: 'Low: 5 or fewer' }).click();
    await expect.poll(() => page.locator('.row').count()).toBeLessThan(6);
    await chair.waitFor();
    await page.getByLabel('Product or SKU').fill('teapot');
    await page.getByLabel('Product or SKU').press('Enter');
    await expect.poll(() => page.locator('.row').allInnerTexts()).toHaveLength(1);
    await page.getByRole('link', { name: /^Orders of Cast-iron teapot/ }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('?product=TEAPOT-IRON');
    expect(problems).toEqual([]);
  }, 60_000);
});
