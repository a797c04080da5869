import { readFileSync } from 'node:fs';
import type { HttpHandler, HttpReply } from '@supergraph/service-kit/http/http-handler.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import type { GatewayConfig } from '../../gateway-config.ts';
import { local } from '../local-handler.ts';
import { createDevelopmentSignIn } from './development-sign-in.ts';
import { createExplorerPage } from './explorer-page.ts';
import { createSandboxPage } from './sandbox-page.ts';

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

/**
 * Creates the development pages: Apollo Sandbox at `/`, the offline explorer at `/explorer`, their icon, and the routes
 * that sign in other pages. They contain a token, so they only answer requests to a name of this machine. Other names that point to it
 * (DNS rebinding) are refused.
 */
export function createDevelopmentPages({
  pages: { exampleQuery, viewer, viewers },
  dataDir,
}: Pick<GatewayConfig, 'pages' | 'dataDir'>): Readonly<Record<string, HttpHandler>> {
  const createTokenOf = (of: Viewer, ttlSeconds: number) =>
    createDevelopmentToken({ dataDir, viewer: of, ttlSeconds });
  const createToken = async () => viewer && createTokenOf(viewer, weekInSeconds);
  const token = async (): Promise<HttpReply> => ({
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: (await createToken()) ?? '',
  });
  const handlers: Readonly<Record<string, HttpHandler>> = {
    '/': async () => createSandboxPage(exampleQuery, await createToken()),
    '/explorer': createExplorerPage(exampleQuery),
    '/favicon.ico': () => icon,
    '/development-token': token,
    ...createDevelopmentSignIn(viewers, createTokenOf),
  };
  return Object.fromEntries(Object.entries(handlers).map(([path, handler]) => [path, local(handler)]));
}

/** Returns the problems in the sources of the graph from the file, or none if there is no such list. */
export function readDevelopmentProblems(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  try {
    const problems: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(problems) ? problems.map(String) : [];
  } catch {
    return [];
  }
}
