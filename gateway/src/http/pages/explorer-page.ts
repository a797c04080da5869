import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpHandler, HttpReply } from '@supergraph/service-kit/http/http-handler.ts';
import { traceHeader } from '../../policy/trace-access.ts';
import { readPanelScript, readPanelStyle } from './explorer/panel-script.ts';
import { toScript } from './html.ts';
import { pageHeaders } from './page-headers.ts';

/**
 * Creates the handler of the explorer: GraphiQL in one page that asks nothing of the internet. The page is
 * rendered when it is first asked for, and kept only in its compressed form (2 MB, where the text is 9 MB).
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
  const rendered = renderGraphiQL({ title: 'Explorer', endpoint: '/graphql', defaultQuery: exampleQuery });
  const html = rendered
    .replace('<head>', () => `<head>\n<script>(${signIn})(${toScript('/graphql')});</script>`)
    .replace(
      '</head>',
      () => `<style>${readPanelStyle()}</style>\n<script>${readPanelScript(startPanel)}</script>\n</head>`,
    );
  const headers = { ...explorerHeaders(html), 'content-encoding': 'gzip' };
  return { status: 200, headers, body: await promisify(gzip)(html) };
}

/** What GraphiQL needs: its own scripts by their hashes, and the graph. Its editor makes workers and styles as it goes. */
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

/** Runs in the page: while the panel is open, requests to the graph ask for the trace that it shows; problems are told. */
const startPanel = `const panel = createTracePanel();
traceRequests({ endpoint: '/graphql', header: ${toScript(traceHeader)}, isWanted: panel.isOpen, onTrace: panel.show });
showProblems();`;

/** Runs in the page: requests to the graph carry the development viewer's token, unless the user gives another. */
const signIn = `function (endpoint) {
  const send = window.fetch.bind(window);
  window.fetch = async (resource, init = {}) => {
    const url = new URL(typeof resource === 'string' ? resource : resource.url ?? resource, location.href);
    const headers = new Headers(init.headers);
    if (url.origin !== location.origin || url.pathname !== endpoint || headers.has('authorization')) return send(resource, init);
    const token = await (await send('/development-token')).text();
    if (token !== '') headers.set('authorization', 'Bearer ' + token);
    return send(resource, { ...init, headers });
  };
}`;
