import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { userId } from '../graph/people.ts';
import type { TestGraph } from '../graph/test-graph.ts';
import { shareBrowser } from './chromium.ts';
import { openDesk, startDeskGraph } from './desk.ts';
import { createOpenIdProvider } from './open-id-provider.ts';

const shared = shareBrowser(() => startDeskGraph());

const clientId = 'order-desk';
const scope = 'orders:read orders:manage users:read';

interface SignInOptions {
  readonly refreshTokens?: boolean;
  readonly tokenSeconds?: number;
}

/** Starts a provider and a graph that trusts it, as in production: without development pages and their tokens. */
async function startSignIn({ refreshTokens = true, tokenSeconds = 600 }: SignInOptions = {}) {
  const provider = await createOpenIdProvider();
  const graph = await startDeskGraph({
    DEVELOPMENT_PAGES: 'off',
    DEVELOPMENT_VIEWERS: '',
    CLIENT_JWKS_URL: `${provider.issuer}/jwks`,
    CLIENT_JWKS_COOLDOWN_MS: '100',
    TOKEN_ISSUER: provider.issuer,
    TOKEN_AUDIENCE: provider.audience,
    TOKEN_CLOCK_SKEW_MS: '0',
    SIGN_IN_ISSUER: provider.issuer,
    SIGN_IN_CLIENT_ID: clientId,
    SIGN_IN_SCOPE: `openid offline_access ${scope}`,
    SIGN_IN_PARAMETERS: `resource=${encodeURIComponent(provider.audience)}`,
  });
  const redirectUri = new URL('/desk/signed-in', graph.url).href;
  await provider.serve({ clientId, redirectUri, scope, refreshTokens, tokenSeconds });
  onTestFinished(async () => {
    await graph.stop();
    await provider.stop();
  });
  return { provider, graph };
}

/** Signs in at the page of the provider, which takes any password. */
async function signIn(page: Page, graph: TestGraph, subject = userId(1)): Promise<void> {
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('input[name="login"]').fill(subject);
  await page.locator('input[name="password"]').fill('any');
  await page.locator('button[type="submit"]').click();
  await page.waitForURL(new URL('/desk/**', graph.url).href);
}

/** Answer of a gateway to a token that has expired. */
const expired = {
  status: 401,
  contentType: 'application/json',
  body: JSON.stringify({ errors: [{ message: 'expired', extensions: { code: 'UNAUTHENTICATED' } }] }),
};

shared.inBrowser(() => {
  test('a person signs in at the provider, returns to the address they opened, and stays signed in over a reload', async () => {
    const { graph } = await startSignIn();
    const { page, problems } = await openDesk(shared.browser, graph, '?status=paid');
    await signIn(page, graph);
    await page.getByText('Ada Okafor').first().waitFor();
    expect(new URL(page.url()).search).toBe('?status=paid');
    expect(await page.getByRole('link', { name: 'People' }).count()).toBe(1);
    const stored = () => page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    expect(await stored()).not.toContain('eyJ');
    await page.reload();
    await page.getByText('Ada Okafor').first().waitFor();
    expect(new URL(page.url()).search).toBe('?status=paid');
    // The provider's own page requests a font of the internet.
    expect(problems.filter((problem) => !problem.startsWith('Failed to load resource'))).toEqual([]);
  });

  test('the token is renewed without a sign before it expires, and the page follows changes with the new one', async () => {
    const { graph, provider } = await startSignIn({ tokenSeconds: 4 });
    const { page, notice } = await openDesk(shared.browser, graph);
    await signIn(page, graph);
    const sign = page.locator('.live');
    await sign.getByText('Live').waitFor();
    await page.evaluate(() => Reflect.set(window, 'isSamePage', true));
    await expect
      .poll(() => provider.grants.filter((grant) => grant === 'refresh_token').length)
      .toBeGreaterThan(2);
    await page.getByRole('link', { name: 'New order' }).click();
    await page.locator('.product').first().waitFor();
    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    await page.locator('.order-row').first().waitFor();
    await sign.getByText('Live').waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'isSamePage'))).toBe(true);
    expect(await notice.count()).toBe(0);
  });

  test('without refresh tokens an expired session is renewed by a visit to the provider that asks nothing', async () => {
    const { graph } = await startSignIn({ refreshTokens: false });
    const { page } = await openDesk(shared.browser, graph, 'stock?search=mug');
    await signIn(page, graph);
    await page.locator('.row').first().waitFor();
    const visit = page.waitForRequest((request) => request.url().includes('prompt=none'));
    await page.route('**/graphql', (route) => route.fulfill(expired), { times: 1 });
    await page.getByRole('link', { name: 'Sold out' }).click();
    await visit;
    await page.waitForURL(new URL('/desk/stock?search=mug&level=none', graph.url).href);
    await page.getByText('No product is like this.').waitFor();
  });

  test('a sign-out ends the session at the provider too', async () => {
    const { graph } = await startSignIn();
    const { page } = await openDesk(shared.browser, graph);
    await signIn(page, graph);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/session\/end/);
    await page.locator('button[name="logout"], button[type="submit"]').first().click();
    await page.getByRole('heading', { name: 'Who is at the desk?' }).waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('input[name="login"]').waitFor();
  });

  test('a return that this tab did not begin, or that the person cancelled, signs nobody in', async () => {
    const { graph } = await startSignIn();
    const { page, notice } = await openDesk(shared.browser, graph, 'signed-in?code=stolen&state=foreign');
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await notice.count()).toBe(0);
    expect(new URL(page.url()).pathname).toBe('/desk/');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('input[name="login"]').waitFor();
    await page.goto(new URL('/desk/signed-in?error=access_denied&state=foreign', graph.url).href);
    await notice.getByText('The sign-in failed. Try again.').waitFor();
  });

  test('if the provider does not answer, the desk says so and can try again', async () => {
    const { graph, provider } = await startSignIn();
    await provider.stop();
    const { page, notice } = await openDesk(shared.browser, graph);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await notice.getByText('The identity provider cannot be reached.').waitFor();
  });
});
