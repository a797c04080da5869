import { readFile } from 'node:fs/promises';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { JSONWebKeySet } from 'jose';
import type { Kysely } from 'kysely';
import { createDatabase } from '../database/database.ts';
import { prepareDatabase } from '../database/prepare-database.ts';
import { createErrorMask } from '../errors.ts';
import { createGraphqlRoute } from '../http/graphql-route.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { type HttpRequest, startHttpServer } from '../http/http-server.ts';
import { readBearerToken } from '../identity/bearer-token.ts';
import { readOrCreateDevelopmentKeys } from '../identity/development-keys.ts';
import { internalIssuer } from '../identity/internal-token.ts';
import { createTokenVerifier, type TokenVerifier } from '../identity/token-verifier.ts';
import type { Viewer } from '../identity/viewer.ts';
import { createLog, type Log } from '../log.ts';
import type { RunningService } from '../run-process.ts';
import { type SubgraphConfig, variablePrefix } from './subgraph-config.ts';
import { createSubgraphSchema, type Resolvers } from './subgraph-schema.ts';

/** What makes one subgraph different from another. */
export interface SubgraphDefinition<Tables, Context extends object> {
  /** The folder with `schema.graphql`, `migrations/` and `demo/`. */
  readonly folder: URL;
  readonly resolvers: Resolvers;
  /** Called once a request, so that what it loads is shared within the request and never beyond it. */
  readonly createContext: (db: Kysely<Tables>, viewer: Viewer) => Context;
}

/** The seams of a subgraph, for tests. */
export interface SubgraphOverrides {
  /** Called with the text of each SQL statement sent after the start. */
  readonly onStatement?: (sql: string) => void;
}

/**
 * Starts a subgraph: its database is brought up to date, then it listens. It answers nothing, `_service`
 * and `_entities` included, without a token that a gateway signed for it.
 */
export async function startSubgraph<Tables, Context extends object>(
  config: SubgraphConfig,
  definition: SubgraphDefinition<Tables, Context>,
  overrides: SubgraphOverrides = {},
): Promise<RunningService> {
  const { name } = config;
  const log = createLog({ service: name, mode: config.mode, level: config.logLevel });
  const schema = createSubgraphSchema(
    await readFile(new URL('schema.graphql', definition.folder), 'utf8'),
    definition.resolvers,
  );
  const verify = createTokenVerifier({
    purpose: 'internal',
    keys: await readInternalKeys(config, log),
    issuer: internalIssuer,
    audience: name,
  });
  const db = await openDatabase<Tables>(config, definition.folder, log, overrides);
  const server = new ApolloServer<Context>({
    schema,
    introspection: config.mode !== 'production',
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginInlineTraceDisabled()],
    formatError: createErrorMask(log),
    parseOptions: { maxTokens: 20_000 },
    stopOnTerminationSignals: false,
    logger: log,
  });
  await server.start();
  const createContext = async (request: HttpRequest): Promise<Context> =>
    definition.createContext(db, await authenticate(request, verify));
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
    await db.destroy();
  };
  return { url: http.url, stop };
}

/** Brings the database to the schema of this release, and opens the pool that requests share. */
async function openDatabase<Tables>(
  config: SubgraphConfig,
  folder: URL,
  log: Log,
  { onStatement }: SubgraphOverrides,
): Promise<Kysely<Tables>> {
  const { databaseUrl: url, demoData } = config;
  const variable = `${variablePrefix(config.name)}_DATABASE_URL`;
  await prepareDatabase({ variable, url, folder, demoData, log });
  return createDatabase<Tables>({
    url,
    poolSize: config.databasePoolSize,
    connectTimeoutMs: config.databaseConnectTimeoutMs,
    statementTimeoutMs: config.statementTimeoutMs,
    log,
    onStatement,
  });
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
