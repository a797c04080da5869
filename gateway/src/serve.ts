import type { Environment } from '@supergraph/service-kit/config.ts';
import type { ProcessOverrides, RunningService } from '@supergraph/service-kit/run-process.ts';
import { startHeartbeat } from '@supergraph/service-kit/workers/heartbeat.ts';
import { workerSlot } from '@supergraph/service-kit/workers/worker-slot.ts';
import { startGateway } from './gateway.ts';
import { readGatewayConfig } from './gateway-config.ts';
import { shareLimits } from './workers/share-limits.ts';

/** Starts the gateway in this process, which may be one of several workers. */
export function serve(env: Environment, overrides: ProcessOverrides): Promise<RunningService> {
  const config = readGatewayConfig(env);
  const slot = workerSlot();
  if (slot === undefined) return startGateway(config, overrides);
  startHeartbeat();
  return startGateway(shareLimits(config, slot), overrides);
}
