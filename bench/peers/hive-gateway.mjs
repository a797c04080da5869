import { createGatewayRuntime } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

/**
 * Creates Hive Gateway as its documentation shows for the native planner, without sharing of requests in flight. Returns
 * its listener for node:http.
 */
export async function createHiveListener(supergraphSdl, transport = {}) {
  const gateway = createGatewayRuntime({
    supergraph: supergraphSdl,
    unifiedGraphHandler,
    transportEntries: { '*.http': { options: { deduplicateInflightRequests: false }, ...transport } },
    logging: false,
    maskedErrors: false,
    landingPage: false,
    healthCheckEndpoint: false,
    readinessCheckEndpoint: false,
  });
  await gateway.getSchema();
  return (request, response) => gateway(request, response);
}
