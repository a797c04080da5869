import type { Engine } from '@supergraph/engine';
import type { HttpHandler } from '@supergraph/service-kit/http/http-handler.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import type { Policies } from '../policy/start-policies.ts';
import { startPublishedOperations } from '../published/published-operations.ts';
import { createRunPublished } from '../published/run-published.ts';
import type { SharedParts } from './graph-routes.ts';

/** Doors for agents and partners: operations of the manifest as tools and as REST routes. */
export interface ProgramDoors {
  readonly routes: Readonly<Record<string, HttpHandler>>;
  /** Returns sentences for `/ready` about operations that are left out. */
  readonly warnings: () => readonly string[];
  readonly stop: () => void;
}

/** Starts the doors that the configuration turns on. Loads the code of the others never. */
export async function startProgramDoors(
  options: SharedParts & {
    readonly config: GatewayConfig;
    readonly policies: Pick<Policies, 'admitCaller' | 'admitAudience' | 'admitOperation' | 'followSafelist'>;
    readonly engine: Engine;
    readonly log: Log;
  },
): Promise<ProgramDoors> {
  const { config, policies, engine, log, authenticate, execute, isTrusted } = options;
  const { mcp, rest } = config.published;
  const follow = policies.followSafelist;
  if (follow === undefined || !(mcp.isOn || rest)) return { routes: {}, warnings: () => [], stop: () => {} };
  const operations = await startPublishedOperations({ safelist: { follow }, engine, log });
  const run = createRunPublished({ admit: policies.admitOperation, execute });
  const { maxBodyBytes } = config.server;
  const routes: Record<string, HttpHandler> = {};
  if (mcp.isOn) {
    const { createMcpRoutes } = await import('../mcp/mcp-route.ts');
    const { url, audience, maxResultBytes } = mcp;
    const admit = audience === undefined ? policies.admitCaller : policies.admitAudience(audience);
    const { issuer } = config.identity;
    Object.assign(
      routes,
      createMcpRoutes({
        ...{ operations, run, engine, url, issuer, maxResultBytes, maxBodyBytes, isTrusted, log },
        authenticate: (request) => authenticate(request, admit),
      }),
    );
  }
  if (rest) {
    const { createRestRoutes } = await import('../rest/rest-route.ts');
    Object.assign(
      routes,
      createRestRoutes({
        ...{ operations, run, maxBodyBytes },
        authenticate: (request) => authenticate(request, policies.admitCaller),
      }),
    );
  }
  return { routes, warnings: operations.warnings, stop: operations.stop };
}
