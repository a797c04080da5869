import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import type { TestGraph } from '../graph/test-graph.ts';

/** Graph and browser that the tests of a file share. They exist once its tests run. */
export interface SharedBrowser {
  readonly graph: TestGraph;
  readonly browser: Browser;
  /** Defines tests in the browser. Without one it defines one skipped test, which says how to get one. */
  readonly inBrowser: (defineTests: () => void) => void;
}

/** Shares a graph and a browser between the tests of a file. They start before its first test in the browser. */
export function shareBrowser(startGraph: () => Promise<TestGraph>): SharedBrowser {
  const path = chromiumPath;
  let graph: TestGraph | undefined;
  let browser: Browser | undefined;
  return {
    get graph() {
      return existing(graph);
    },
    get browser() {
      return existing(browser);
    },
    inBrowser(defineTests) {
      if (path === undefined)
        return test.skip('SKIPPED, no browser: install chromium or name one by CHROMIUM_PATH', () => {});
      beforeAll(async () => {
        graph = await startGraph();
        browser = await launchChromium(path);
      });
      afterAll(async () => {
        await browser?.close();
        await graph?.stop();
      });
      defineTests();
    },
  };
}

function existing<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The graph and the browser must be used by tests in the browser');
  return value;
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
