import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpHandler, HttpReply } from '@supergraph/service-kit/http/http-handler.ts';
import { pageHeaders } from './page-headers.ts';

/**
 * Creates the handler of the explorer: GraphiQL in one page that loads nothing from the internet. Renders the page at
 * the first request, and keeps only its compressed form (2 MB instead of 9 MB).
 */
export function createExplorerPage(exampleQuery: string): HttpHandler {
  let page: Promise<HttpReply> | undefined;
  return () => {
    page ??= renderExplorer(exampleQuery);
    return page;
  };
}

async function renderExplorer(exampleQuery: string): Promise<HttpReply> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const rendered = renderGraphiQL({
    title: 'Explorer',
    endpoint: '/graphql',
    defaultQuery: exampleQuery,
    // Subscriptions too, which would otherwise have their variables in the URL.
    method: 'POST',
  });
  const panel = `<style>${readText('explorer/trace-panel.css')}</style>\n<script>${readText('generated/explorer.js')}</script>`;
  const html = rendered.replace('</head>', () => `${panel}\n</head>`);
  const headers = { ...explorerHeaders(html), 'content-encoding': 'gzip' };
  return { status: 200, headers, body: await promisify(gzip)(html) };
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

function readText(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
