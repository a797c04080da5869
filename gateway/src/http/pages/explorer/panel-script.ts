import { readFileSync } from 'node:fs';

/** The panel's modules; none of them runs anything before its functions are called. */
const modules = [
  'element',
  'figures',
  'fetches-of',
  'subgraph-marks',
  'time-bar',
  'fetch-card',
  'plan-tree',
  'field-list',
  'trace-view',
  'trace-panel',
  'trace-requests',
  'problem-banner',
];

/**
 * The explorer's panel as one inline script, which a page's policy can allow by its hash: its modules import each other
 * alone, so they are put one after the other without their imports and exports.
 */
export function readPanelScript(start: string): string {
  const texts = modules.map((name) =>
    readFileSync(new URL(`./${name}.js`, import.meta.url), 'utf8')
      .replace(/^import [^;]*;\n/gm, '')
      .replace(/^export /gm, ''),
  );
  return `(() => {\n'use strict';\n${texts.join('\n')}\n${start}\n})();`;
}

/** What the panel looks like. */
export function readPanelStyle(): string {
  return readFileSync(new URL('./trace-panel.css', import.meta.url), 'utf8');
}
