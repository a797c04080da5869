import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HttpHandler, HttpReply } from '@supergraph/service-kit/http/http-handler.ts';
import { pageHeaders } from '@supergraph/service-kit/pages/page-headers.ts';

/**
 * Creates the handler of the status page, which loads nothing from the internet. It has no data of its own: its script reads
 * `/status/events`, with the development viewer's token or one that its user enters.
 */
export function createStatusPage({ isSignedIn }: { readonly isSignedIn: boolean }): HttpHandler {
  let page: HttpReply | undefined;
  return () => {
    page ??= renderStatus(isSignedIn);
    return page;
  };
}

function renderStatus(isSignedIn: boolean): HttpReply {
  const [style, script] = [readText('status/status.css'), readText('generated/status.js')];
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Status of the graph</title>
    <style>${style}</style>
  </head>
  <body data-sign-in="${isSignedIn ? 'development' : 'token'}">
    <main id="status"></main>
    <script>${script}</script>
  </body>
</html>
`;
  const headers = pageHeaders({
    'script-src': hashOf(script),
    'style-src': hashOf(style),
    'connect-src': "'self'",
    'img-src': "'self'",
  });
  return { status: 200, headers, body, isShared: true };
}

function readText(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
