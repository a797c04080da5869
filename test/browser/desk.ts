import { buildDesk, deskPath } from '@supergraph/launcher/build-desk.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

/** A page of the desk, with the problems that occurred in it. */
export interface DeskPage {
  readonly page: Page;
  /** Uncaught errors and console messages of the browser. */
  readonly problems: readonly string[];
  /** Bodies of the requests to the graph, in order. */
  readonly asked: readonly string[];
  /** Notices that the desk has shown. */
  readonly notice: Locator;
}

/** Starts a graph whose gateway serves the built desk and issues tokens for it, as `npm start` does. */
export async function startDeskGraph(gatewayEnv: Environment = {}): Promise<TestGraph> {
  const file = (path: string): string => new URL(path, repositoryRoot).pathname;
  return startTestGraph({
    gatewayEnv: {
      DEVELOPMENT_PAGES: 'on',
      DEVELOPMENT_VIEWERS: file('schema/development-viewers.json'),
      PAGES: `${deskPath}=${await buildDesk()}`,
      SAFELIST_MANIFEST: file('client/src/generated/persisted-documents.json'),
      ...gatewayEnv,
    },
  });
}

/** Opens the desk at a path below its own, in a browser without stored data. */
export async function openDesk(
  browser: Browser,
  graph: TestGraph,
  path = '',
  options: BrowserContextOptions = {},
): Promise<DeskPage> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('request', (request) => {
    if (request.url().endsWith('/graphql')) asked.push(request.postData() ?? '');
  });
  await page.goto(new URL(`${deskPath}/${path}`, graph.url).href);
  return { page, problems, asked, notice: page.locator('.notice') };
}

/** Opens the desk as one of the development users, by first name. */
export async function openDeskAs(
  name: string,
  ...[browser, graph, path, options]: Parameters<typeof openDesk>
): Promise<DeskPage> {
  const desk = await openDesk(browser, graph, path, options);
  await desk.page.getByRole('button', { name: new RegExp(`^${name} `) }).click();
  await desk.page.getByRole('button', { name: 'Sign out' }).waitFor();
  return desk;
}
