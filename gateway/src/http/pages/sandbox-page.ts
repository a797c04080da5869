import { randomBytes } from 'node:crypto';
import type { HttpReply } from '@supergraph/service-kit/http/http-handler.ts';
import { pageHeaders } from '@supergraph/service-kit/pages/page-headers.ts';

/** Time in milliseconds after which the page offers the explorer, while it still waits for Sandbox. */
const patienceMs = 3_000;

/**
 * Creates the page of Apollo Sandbox, embedded and signed in. It loads from Apollo's CDN. If that refuses or hangs, the page
 * says so and links to the explorer, which needs no internet.
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
      #offline { position: relative; z-index: 1; max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem; }
    </style>
  </head>
  <body>
    <div id="sandbox"></div>
    <main id="offline" hidden>
      <h1>Apollo Sandbox does not answer</h1>
      <p>It comes from Apollo’s servers, which this browser does not reach. The
        <a href="/explorer">explorer</a> does the same and needs no internet.</p>
    </main>
    <script nonce="${nonce}">${embedSandbox(options)}</script>
  </body>
</html>
`;
  return { status: 200, headers: sandboxHeaders(nonce), body };
}

/** Returns the script of the page. It loads Sandbox without blocking the page, which could not show anything otherwise. */
function embedSandbox(options: unknown): string {
  return `
      const sandbox = document.getElementById('sandbox');
      const offline = document.getElementById('offline');
      const late = setTimeout(() => { offline.hidden = false; }, ${patienceMs});
      // The frame is Sandbox itself. Its load event does not bubble.
      sandbox.addEventListener('load', () => { clearTimeout(late); offline.hidden = true; }, true);
      const script = document.createElement('script');
      script.nonce = document.currentScript.nonce;
      script.src = 'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js';
      script.onload = () => {
        new window.EmbeddedSandbox({ ...${toScript(options)}, initialEndpoint: new URL('/graphql', location.href).href });
      };
      script.onerror = () => { offline.hidden = false; };
      document.head.append(script);
    `;
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
