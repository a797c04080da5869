import { readFileSync } from 'node:fs';
import type { HttpHandler } from '@supergraph/service-kit/http/http-handler.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { createDevelopmentRoutes } from '@supergraph/service-kit/pages/development-routes.ts';
import { createExplorerPage } from '@supergraph/service-kit/pages/explorer-page.ts';
import type { GatewayConfig } from '../../gateway-config.ts';
import { createSandboxPage } from './sandbox-page.ts';

const explorer = {
  script: new URL('generated/explorer.js', import.meta.url),
  style: new URL('explorer/trace-panel.css', import.meta.url),
};

/** Creates the development pages: Apollo Sandbox at `/`, and the offline explorer at `/explorer`. */
export function createDevelopmentPages({
  pages,
  dataDir,
}: Pick<GatewayConfig, 'pages' | 'dataDir'>): Readonly<Record<string, HttpHandler>> {
  const { exampleQuery } = pages;
  return createDevelopmentRoutes(
    pages,
    (viewer, ttlSeconds) => createDevelopmentToken({ dataDir, viewer, ttlSeconds }),
    (createToken) => ({
      '/': async () => createSandboxPage(exampleQuery, await createToken()),
      '/explorer': createExplorerPage({ exampleQuery, ...explorer }),
    }),
  );
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
