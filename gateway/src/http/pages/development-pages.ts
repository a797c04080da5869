import { readFileSync } from 'node:fs';
import type { HttpHandler, HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import type { GatewayConfig } from '../../gateway-config.ts';
import { isLoopbackHost } from '../loopback-host.ts';
import { createDevelopmentSignIn } from './development-sign-in.ts';
import { createExplorerPage } from './explorer-page.ts';
import { createSandboxPage } from './sandbox-page.ts';

/** A page may stay open for days. */
const weekInSeconds = 7 * 24 * 3600;

/**
 * Creates the development pages: Apollo Sandbox at `/`, the offline explorer at `/explorer`, and the routes that sign in
 * other pages. They contain a token, so they only answer requests to a name of this machine. Other names that point to it
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

function local(handler: HttpHandler): HttpHandler {
  return (request: HttpRequest) => {
    if (!isLoopbackHost(request.headers.host ?? '')) {
      throw new HttpProblem(
        'FORBIDDEN',
        'The development pages are only available at localhost and 127.0.0.1.',
      );
    }
    return handler(request);
  };
}
