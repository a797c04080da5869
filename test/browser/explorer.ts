import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect, onTestFinished } from 'vitest';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';
import { shareBrowser } from './chromium.ts';

/** Starts a graph whose gateway serves the development pages, as `npm start` does. */
export function startExplorerGraph(gatewayEnv: Environment = {}): Promise<TestGraph> {
  const schemaFile = (name: string): string => new URL(`schema/${name}`, repositoryRoot).pathname;
  return startTestGraph({
    gatewayEnv: {
      DEVELOPMENT_PAGES: 'on',
      DEVELOPMENT_VIEWER: schemaFile('development-viewer.json'),
      DEVELOPMENT_VIEWERS: schemaFile('development-viewers.json'),
      EXAMPLE_QUERY: schemaFile('example.graphql'),
      ...gatewayEnv,
    },
  });
}

/** Shares an explorer between the tests of a file, with the file of its problems. `open` opens it in a test. */
export function shareExplorer() {
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-explorer-'));
  const problemFile = join(folder, 'problems.json');
  const shared = shareBrowser(() => startExplorerGraph({ DEVELOPMENT_PROBLEMS: problemFile }));
  afterAll(() => rmSync(folder, { recursive: true }));
  const open = (query?: string, options?: BrowserContextOptions) =>
    openExplorer(shared.browser, shared.graph, query, options);
  return { shared, open, problemFile };
}

/** Returns the answer that the explorer shows. Its editor uses non-breaking spaces. */
export async function shownAnswer(page: Page): Promise<string> {
  return (await page.locator('.result-window').innerText()).replaceAll('\u00a0', ' ');
}

/**
 * Opens the explorer with its first query or another, until the end of the test. `problems` collects errors in the
 * console, `hosts` the hosts of all requests, and `asked` the bodies of the requests for traces.
 */
export async function openExplorer(
  browser: Browser,
  { url }: Pick<TestGraph, 'url'>,
  query?: string,
  options: BrowserContextOptions = {},
) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  onTestFinished(() => page.close());
  const hosts = new Set<string>();
  const problems: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) hosts.add(new URL(request.url()).host);
    if (request.headers()['x-show-trace'] !== undefined) asked.push(request.postData() ?? '');
  });
  const path = query === undefined ? '/explorer' : `/explorer?query=${encodeURIComponent(query)}`;
  await page.goto(new URL(path, url).href, { waitUntil: 'load' });
  await waitForEditor(page);
  return { page, hosts, problems, asked };
}

/** Waits for the editor's query, since GraphiQL first runs an empty one. */
export async function waitForEditor(page: Page): Promise<void> {
  const editor = page.locator('.graphiql-query-editor');
  await expect.poll(() => editor.innerText()).toMatch(/\{/);
}

/** Runs the operation of the editor, or stops the one that runs. */
export async function run(page: Page): Promise<void> {
  await page.locator('.graphiql-execute-button').click();
}
