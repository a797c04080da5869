import { runProcess } from '@supergraph/service-kit/run-process.ts';
import { startGateway } from './gateway.ts';
import { readGatewayConfig } from './gateway-config.ts';

// Without this Apollo's gateway probes cloud metadata addresses at its start.
process.env.APOLLO_TELEMETRY_DISABLED = '1';

await runProcess(process, async (env) => startGateway(readGatewayConfig(env)));
