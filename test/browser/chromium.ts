import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import type { TestGraph } from '../graph/test-graph.ts';

/**
 * Returns a function that defines tests on a graph and a browser, which they share and `onStart` receives. Without a
 * browser it defines one skipped test, which says how to get one.
 */
export function shareBrowser(
  startGraph: () => Promise<TestGraph>,
  onStart: (graph: TestGraph, browser: Browser) => void,
): (defineTests: () => void) => void {
  const path = chromiumPath;
  if (path === undefined)
    return () => test.skip('SKIPPED, no browser: install chromium or name one by CHROMIUM_PATH', () => {});
  let graph: TestGraph | undefined;
  let browser: Browser | undefined;
  return (defineTests) => {
    beforeAll(async () => {
      graph = await startGraph();
      browser = await launchChromium(path);
      onStart(graph, browser);
    });
    afterAll(async () => {
      await browser?.close();
      await graph?.stop();
    });
    defineTests();
  };
}

/** Path of Chromium, or undefined if none is installed. CHROMIUM_PATH overrides Debian's path. */
const chromiumPath: string | undefined = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
);

/** Starts a headless Chromium that makes no requests of its own to the internet. */
function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
