import { checkMethod } from '../http/check-method.ts';
import type { HttpHandler, HttpReply, HttpRequest } from '../http/http-handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { readJsonBody } from '../http/json-body.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { DevelopmentViewer } from './development-viewers.ts';

/**
 * Creates the routes that sign in pages of this origin. GET `/development/viewers` lists the viewers. POST
 * `/development/token` with `{"subject": "…"}` returns a token of one viewer for an hour. Requests of other origins are
 * refused, so that they cannot get a token through a visitor's browser.
 */
export function createDevelopmentSignIn(
  viewers: readonly DevelopmentViewer[],
  createToken: (viewer: Viewer, ttlSeconds: number) => Promise<string>,
): Readonly<Record<string, HttpHandler>> {
  const list = viewers.map(({ scopes, ...viewer }) => ({ ...viewer, scopes: [...scopes] }));
  return {
    '/development/viewers': (request) => {
      checkMethod(request, 'GET');
      return jsonReply({ viewers: list });
    },
    '/development/token': async (request) => {
      checkMethod(request, 'POST');
      checkSameOrigin(request);
      const { subject }: { readonly subject?: unknown } = Object(await readJsonBody(request, 1000));
      const viewer = viewers.find((known) => known.subject === subject);
      if (viewer === undefined) {
        throw new HttpProblem(
          'NOT_FOUND',
          `No development viewer has the subject ${JSON.stringify(subject)}.`,
        );
      }
      return jsonReply({ token: await createToken(viewer, hourInSeconds), expiresInSeconds: hourInSeconds });
    },
  };
}

const hourInSeconds = 3600;

/**
 * Refuses requests of other origins. Scripts cannot set the headers with a request's origin, and browsers send JSON to
 * other origins only after a preflight.
 */
function checkSameOrigin({ headers }: HttpRequest): void {
  const { host, origin, 'sec-fetch-site': site = 'same-origin', 'content-type': type = '' } = headers;
  const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (!isOwn || site !== 'same-origin') {
    throw new HttpProblem('FORBIDDEN', 'Only pages of this origin can get a token.');
  }
  if (!/^application\/json *(;|$)/i.test(type)) {
    throw new HttpProblem('UNSUPPORTED_MEDIA_TYPE', 'The header Content-Type must be application/json.');
  }
}

function jsonReply(value: unknown): HttpReply {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}
