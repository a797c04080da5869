import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { JSONWebKeySet } from 'jose';
import { createGraphqlRoute } from '../http/graphql-route.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { type HttpRequest, startHttpServer } from '../http/http-server.ts';
import { readBearerToken } from '../identity/bearer-token.ts';
import { readOrCreateDevelopmentKeys } from '../identity/development-keys.ts';
import { internalIssuer } from '../identity/internal-token.ts';
import { createTokenVerifier, type TokenVerifier } from '../identity/token-verifier.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Log } from '../log.ts';
import type { RunningService } from '../run-process.ts';
import type { LocalSubgraph } from './start-local-subgraph.ts';
import { type SubgraphConfig, variablePrefix } from './subgraph-config.ts';

/**
 * Serves a subgraph over HTTP, once it is on its database, and stops it when it is stopped itself. It answers
 * nothing, `_service` and `_entities` included, without a token that a gateway signed for it.
 */
export async function startSubgraph<Context extends object>(
  config: SubgraphConfig,
  subgraph: LocalSubgraph<Context>,
): Promise<RunningService> {
  const { name, log } = subgraph;
  const verify = createTokenVerifier({
    purpose: 'internal',
    keys: await readInternalKeys(config, log),
    issuer: internalIssuer,
    audience: name,
  });
  const server = new ApolloServer<Context>({
    schema: subgraph.schema,
    introspection: config.mode !== 'production',
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginInlineTraceDisabled()],
    formatError: subgraph.formatError,
    parseOptions: { maxTokens: 20_000 },
    stopOnTerminationSignals: false,
    logger: log,
  });
  await server.start();
  const createContext = async (request: HttpRequest): Promise<Context> =>
    subgraph.createContext(await authenticate(request, verify));
  const http = await startHttpServer({
    host: config.host,
    port: config.port,
    portVariable: `${variablePrefix(name)}_PORT`,
    shutdownDelayMs: config.shutdownDelayMs,
    log,
    routes: { '/graphql': createGraphqlRoute({ server, maxBodyBytes: config.maxBodyBytes, createContext }) },
  });
  log.info({ url: http.url }, 'serving');
  const stop = async (): Promise<void> => {
    await http.stop();
    await server.stop();
    await subgraph.stop();
  };
  return { url: http.url, stop };
}

async function readInternalKeys({ internalKeys, dataDir }: SubgraphConfig, log: Log): Promise<JSONWebKeySet> {
  if (internalKeys !== undefined) return internalKeys;
  return (await readOrCreateDevelopmentKeys(dataDir, log)).internal.publicKeys;
}

async function authenticate(request: HttpRequest, verify: TokenVerifier): Promise<Viewer> {
  try {
    const token = readBearerToken(request.headers.authorization);
    if (token !== undefined) return await verify(token);
  } catch (error) {
    request.log.warn(
      { reason: error instanceof Error ? error.message : error },
      'an internal token was refused',
    );
  }
  throw new HttpProblem(401, 'UNAUTHENTICATED', 'Only a gateway of this graph may ask this subgraph.', {
    'www-authenticate': 'Bearer',
  });
}
