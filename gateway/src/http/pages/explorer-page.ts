import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpHandler } from '@supergraph/service-kit/http/http-server.ts';
import { toScript } from './html.ts';

/**
 * Creates the handler of the explorer: GraphiQL in one page that asks nothing of the internet. The page is
 * rendered when it is first asked for, and kept only in its compressed form (2 MB, where the text is 9 MB).
 */
export function createExplorerPage(exampleQuery: string): HttpHandler {
  let page: Promise<Buffer> | undefined;
  return async () => {
    page ??= renderExplorer(exampleQuery);
    return {
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-encoding': 'gzip',
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
      },
      body: await page,
    };
  };
}

async function renderExplorer(exampleQuery: string): Promise<Buffer> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({ title: 'Explorer', endpoint: '/graphql', defaultQuery: exampleQuery });
  return promisify(gzip)(
    html.replace('<head>', () => `<head>\n<script>(${signIn})(${toScript('/graphql')});</script>`),
  );
}

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
