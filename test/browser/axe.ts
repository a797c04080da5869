import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Part of a page: a selector, or everything but some selectors. */
export type PagePart = string | { readonly exclude: readonly string[] };

/**
 * Runs axe with all its rules on a page or a part of it, and returns a line for each violation. Open the page with
 * `bypassCSP`: its Content-Security-Policy would block the injected script.
 */
export async function findViolations(page: Page, part?: PagePart): Promise<unknown> {
  await page.evaluate(axe);
  return page.evaluate(
    `axe.run(${JSON.stringify(part) ?? 'document'}).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  );
}

/** Part of a page of GraphiQL without its tabs, which have buttons inside tabs. */
export const withoutTabs: PagePart = { exclude: ['.graphiql-tabs'] };

/** Returns by how many pixels a page is wider than its window. */
export function readOverflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
