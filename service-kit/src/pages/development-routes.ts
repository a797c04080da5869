import type { HttpHandler, HttpReply } from '../http/http-handler.ts';
import { local } from '../http/local-handler.ts';
import type { Viewer } from '../identity/viewer.ts';
import { createDevelopmentSignIn } from './development-sign-in.ts';
import type { DevelopmentPages } from './page-settings.ts';

/** A page may stay open for days. */
const weekInSeconds = 7 * 24 * 3600;

/** Icon that browsers request by themselves. They take SVG under this name too. */
const icon: HttpReply = {
  status: 200,
  headers: { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=86400' },
  body:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#14584b"/>' +
    '<path d="M8 3l4.3 2.5v5L8 13l-4.3-2.5v-5z" fill="none" stroke="#f4f1e8" stroke-width="1.4"/></svg>',
};

/** Creates a token of the development viewer. Resolves to undefined if there is none. */
export type CreateToken = () => Promise<string | undefined>;

/**
 * Creates the routes of development pages: the given pages, their icon, and the routes that sign them in. They give
 * tokens, so they only answer requests to a name of this machine. Other names that point to it (DNS rebinding) are
 * refused.
 */
export function createDevelopmentRoutes(
  { viewer, viewers }: DevelopmentPages,
  createTokenOf: (viewer: Viewer, ttlSeconds: number) => Promise<string>,
  createPages: (createToken: CreateToken) => Readonly<Record<string, HttpHandler>>,
): Readonly<Record<string, HttpHandler>> {
  const createToken: CreateToken = async () => viewer && createTokenOf(viewer, weekInSeconds);
  const token = async (): Promise<HttpReply> => ({
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: (await createToken()) ?? '',
  });
  const handlers = {
    ...createPages(createToken),
    '/favicon.ico': () => icon,
    '/development-token': token,
    ...createDevelopmentSignIn(viewers, createTokenOf),
  };
  return Object.fromEntries(Object.entries(handlers).map(([path, handler]) => [path, local(handler)]));
}
