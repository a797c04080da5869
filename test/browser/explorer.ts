import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import type { Page } from 'playwright-core';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

/** Starts a graph whose gateway serves the development pages, as `npm start` does. */
export function startExplorerGraph(gatewayEnv: Environment = {}): Promise<TestGraph> {
  const schemaFile = (name: string): string => new URL(`schema/${name}`, repositoryRoot).pathname;
  return startTestGraph({
    gatewayEnv: {
      DEVELOPMENT_PAGES: 'on',
      DEVELOPMENT_VIEWER: schemaFile('development-viewer.json'),
      EXAMPLE_QUERY: schemaFile('example.graphql'),
      ...gatewayEnv,
    },
  });
}

/** Returns the answer that the explorer shows. Its editor uses non-breaking spaces. */
export async function shownAnswer(page: Page): Promise<string> {
  return (await page.locator('.result-window').innerText()).replaceAll('\u00a0', ' ');
}
