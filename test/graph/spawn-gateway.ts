import type { Environment } from '@supergraph/service-kit/config.ts';
import { onTestFinished } from 'vitest';
import { staff } from './people.ts';
import type { ProductionKeys } from './production-keys.ts';
import { type ServiceProcess, spawnService, stopService } from './service-process.ts';
import { patientEnvironment } from './test-environment.ts';

/** A gateway in its own process. It stops when the test has finished. */
export interface SpawnedGateway {
  readonly service: ServiceProcess;
  readonly origin: string;
  /** Headers of a request of staff, with its token. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sends a query as staff and returns the body. */
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of any answer
  readonly ask: (query: string) => Promise<any>;
  /** Returns the body of `/ready`. Throws if the gateway is not ready. */
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of any answer
  readonly ready: () => Promise<any>;
}

/** Spawns a gateway with production keys, and waits until it serves. */
export async function spawnGateway(keys: ProductionKeys, env: Environment): Promise<SpawnedGateway> {
  const service = spawnService('gateway/src/main.ts', {
    ...keys.env,
    ...patientEnvironment,
    PORT: '0',
    ...env,
  });
  onTestFinished(() => stopService(service));
  const origin = await service.ready;
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${await keys.tokenOf(staff)}`,
  };
  return {
    service,
    origin,
    headers,
    ask: async (query) =>
      (await fetch(`${origin}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).json(),
    ready: async () => {
      const response = await fetch(`${origin}/ready`);
      if (response.status !== 200) throw new Error(`/ready must answer 200, but answered ${response.status}`);
      return response.json();
    },
  };
}
