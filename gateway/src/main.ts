import { runProcess } from '@supergraph/service-kit/run-process.ts';
import { startGateway } from './gateway.ts';
import { readGatewayConfig } from './gateway-config.ts';

await runProcess(process, async (env, overrides) => startGateway(readGatewayConfig(env), overrides));
