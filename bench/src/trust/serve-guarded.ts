import { startGateway } from '@supergraph/gateway/gateway.ts';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';

/** Serves the gateway as production runs it. Returns the port. */
export async function serveGuarded(env: Readonly<Record<string, string>>): Promise<number> {
  const { url } = await startGateway(readGatewayConfig(env));
  return Number(new URL(url).port);
}
