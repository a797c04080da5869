import { randomBytes } from 'node:crypto';
import type { HttpReply } from '@supergraph/service-kit/http/http-handler.ts';
import { pageHeaders } from './page-headers.ts';

/**
 * Creates the page of Apollo Sandbox, embedded and signed in. It loads from Apollo's CDN. If a browser cannot reach that, the
 * page links to the explorer, which needs no internet.
 */
export function createSandboxPage(exampleQuery: string, token: string | undefined): HttpReply {
  const sharedHeaders = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const options = {
    target: '#sandbox',
    initialState: { document: exampleQuery, sharedHeaders, pollForSchemaUpdates: false },
    hideCookieToggle: true,
    runTelemetry: false,
  };
  const nonce = randomBytes(16).toString('base64');
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Apollo Sandbox</title>
    <style nonce="${nonce}">
      body { margin: 0; font: 16px/1.6 system-ui, sans-serif; color-scheme: light dark; }
      #sandbox { position: absolute; inset: 0; }
      #sandbox iframe { width: 100%; height: 100%; border: 0; }
      #offline { max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem; }
    </style>
  </head>
  <body>
    <div id="sandbox"></div>
    <main id="offline" hidden>
      <h1>Apollo Sandbox could not be loaded</h1>
      <p>It comes from Apollo’s servers, which this browser does not reach. The
        <a href="/explorer">explorer</a> does the same and needs no internet.</p>
    </main>
    <script nonce="${nonce}" src="https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js"></script>
    <script nonce="${nonce}">
      if (window.EmbeddedSandbox) {
        new window.EmbeddedSandbox({ ...${toScript(options)}, initialEndpoint: new URL('/graphql', location.href).href });
      } else {
        // The frame covers the page, and with it the link to the explorer.
        document.getElementById('sandbox').remove();
        document.getElementById('offline').hidden = false;
      }
    </script>
  </body>
</html>
`;
  return { status: 200, headers: sandboxHeaders(nonce), body };
}

/** Returns the headers of Sandbox. They allow its script, its frame, and the graph, which the page calls for it. */
function sandboxHeaders(nonce: string): HttpReply['headers'] {
  return pageHeaders({
    'script-src': `'nonce-${nonce}'`,
    'style-src': `'nonce-${nonce}'`,
    // Sandbox's script sizes the frame with an attribute.
    'style-src-attr': "'unsafe-inline'",
    'frame-src': 'https://sandbox.embed.apollographql.com',
    'connect-src': "'self'",
    // Browsers request an icon by themselves.
    'img-src': "'self'",
  });
}

/** Returns a value as JavaScript for an inline script. No text in it can end the script element. */
function toScript(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
