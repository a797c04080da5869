import { createGatewayRuntime } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

/**
 * Builds Hive Gateway as its documentation says for the native planner, with no request shared in flight, and answers
 * its listener for node:http.
 */
export async function createHiveListener(supergraphSdl) {
  const gateway = createGatewayRuntime({
    supergraph: supergraphSdl,
    unifiedGraphHandler,
    transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
    logging: false,
    maskedErrors: false,
    landingPage: false,
    healthCheckEndpoint: false,
    readinessCheckEndpoint: false,
  });
  await gateway.getSchema();
  return (request, response) => gateway(request, response);
}
