import type { HttpHandler, HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { readJsonBody } from '@supergraph/service-kit/http/json-body.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import type { DevelopmentViewer } from './viewers-file.ts';

/** Whom a page may sign in as, and how. */
export interface DevelopmentSignIn {
  readonly viewers: readonly DevelopmentViewer[];
  readonly createToken: (viewer: Viewer, ttlSeconds: number) => Promise<string>;
}

/**
 * Creates the routes by which a page of this origin signs in: GET `/development/viewers` tells who there is, and
 * POST `/development/token` with `{"subject": "…"}` gives one of them a token of an hour. A page of another origin is
 * refused: it must not get a token by its visitor's browser.
 */
export function createDevelopmentSignIn({
  viewers,
  createToken,
}: DevelopmentSignIn): Readonly<Record<string, HttpHandler>> {
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
          404,
          'NOT_FOUND',
          `No development viewer has the subject ${JSON.stringify(subject)}.`,
        );
      }
      return jsonReply({ token: await createToken(viewer, hourInSeconds), expiresInSeconds: hourInSeconds });
    },
  };
}

const hourInSeconds = 3600;

function checkMethod({ method, path }: HttpRequest, allowed: string): void {
  if (method === allowed) return;
  throw new HttpProblem(405, 'METHOD_NOT_ALLOWED', `${path} is asked by ${allowed}, but this is ${method}.`, {
    allow: allowed,
  });
}

/** A browser says whence a request comes in these headers, which no script can set; JSON it sends nowhere else unasked. */
function checkSameOrigin({ headers }: HttpRequest): void {
  const { host, origin, 'sec-fetch-site': site = 'same-origin', 'content-type': type = '' } = headers;
  const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (!isOwn || site !== 'same-origin') {
    throw new HttpProblem(403, 'FORBIDDEN', 'Tokens are given to pages of this very origin only.');
  }
  if (!/^application\/json *(;|$)/i.test(type)) {
    throw new HttpProblem(415, 'UNSUPPORTED_MEDIA_TYPE', 'The header Content-Type must be application/json.');
  }
}

function jsonReply(value: unknown): HttpReply {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}
