import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpHandler, HttpReply } from '../http/http-handler.ts';
import { pageHeaders } from './page-headers.ts';

/** Parts of the explorer of a gateway or a subgraph. */
export interface ExplorerParts {
  readonly exampleQuery: string;
  /** Name of the subgraph that it belongs to. default: that of a gateway */
  readonly subgraph?: string;
  /** Script of the page, as a file. */
  readonly script: URL;
  /** Further styles, as a file. default: none */
  readonly style?: URL;
}

/** The page, compressed, and its tag. */
interface Rendered {
  readonly headers: HttpReply['headers'];
  readonly body: Buffer;
  readonly etag: string;
}

/**
 * Creates the handler of the explorer: GraphiQL in one page that loads nothing from the internet. Renders the page at
 * the first request, and keeps only its compressed form. That is 2.4 MB, nearly all of it Monaco, the editor; the page has 9 MB.
 * Browsers load it once, and then ask whether it has changed.
 */
export function createExplorerPage(parts: ExplorerParts): HttpHandler {
  let page: Promise<Rendered> | undefined;
  return async ({ headers: asked }) => {
    page ??= renderExplorer(parts);
    const { headers, body, etag } = await page;
    const isKnown = asked['if-none-match']?.split(/, */).some((tag) => tag.replace(/^W\//, '') === etag);
    return isKnown ? { status: 304, headers, body: '' } : { status: 200, headers, body };
  };
}

const layout = new URL('explorer/layout.css', import.meta.url);

async function renderExplorer({ exampleQuery, subgraph, script, style }: ExplorerParts): Promise<Rendered> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const title = subgraph === undefined ? 'Explorer' : `Explorer of ${subgraph}`;
  const options = { title, defaultQuery: exampleQuery, shouldPersistHeaders: false };
  const rendered = renderGraphiQL(options);
  const own = `<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${style === undefined ? '' : readFileSync(style, 'utf8')}${readFileSync(layout, 'utf8')}</style>
<script>${readFileSync(script, 'utf8')}</script>`;
  const html = addFunctions(exposeEditor(rendered), options)
    .replace('<html ', `<html data-subgraph="${subgraph ?? ''}" `)
    .replace('</head>', () => `${own}\n</head>`);
  const etag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`;
  const headers = {
    ...explorerHeaders(html),
    'content-encoding': 'gzip',
    'cache-control': 'no-cache',
    etag,
  };
  return { headers, body: await promisify(gzip)(html), etag };
}

/** Lets the page's script complete the options. The package itself takes options that are JSON only. */
function addFunctions(rendered: string, options: object): string {
  const given = JSON.stringify(options);
  const start = rendered.lastIndexOf(given);
  if (start === -1) throw new Error('the page of GraphiQL does not have its options as JSON');
  return `${rendered.slice(0, start)}completeOptions(${given})${rendered.slice(start + given.length)}`;
}

/** Lets the page's script reach the editor, for options that GraphiQL does not have. */
function exposeEditor(rendered: string): string {
  const hidden = 'globalAPI: false';
  if (!rendered.includes(hidden)) throw new Error('the page of GraphiQL does not hide its editor as it did');
  return rendered.replace(hidden, 'globalAPI: true');
}

/** Allows the inline scripts by their hashes, and requests to the graph. GraphiQL's editor creates workers and styles. */
function explorerHeaders(html: string): HttpReply['headers'] {
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => hashOf(script));
  return pageHeaders({
    'script-src': scripts.join(' '),
    'worker-src': 'blob:',
    'style-src': "'unsafe-inline'",
    'img-src': "'self' data:",
    'font-src': 'data:',
    'connect-src': "'self'",
  });
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
