import { ApolloServer, type BaseContext, type ContextThunk } from '@apollo/server';
import { defineIntegrationTestSuite } from '@apollo/server-integration-testsuite';
import { createGraphqlRoute } from '@supergraph/service-kit/http/graphql-route.ts';
import { startHttpServer } from '@supergraph/service-kit/http/http-server.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { expect, test } from 'vitest';
import { findUnknownDifferences } from './jest-globals.ts';

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });

defineIntegrationTestSuite(
  async (config, { context = async () => ({}) }: { context?: ContextThunk } = {}) => {
    const server = new ApolloServer<BaseContext>(config);
    await server.start();
    const graphql = createGraphqlRoute<BaseContext, undefined>({
      server,
      maxBodyBytes: 10_000_000,
      maxResponseBytes: 16_000_000,
      authenticate: async () => undefined,
      createContext: context,
    });
    const http = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      portVariable: 'PORT',
      settings: { shutdownDelayMs: 0, shedLagMs: 0, maxUnreadBytes: 64_000_000 },
      log,
      routes: { '/': graphql },
    });
    return { server, url: http.url, extraCleanup: http.stop };
  },
  { noIncrementalDelivery: true },
);

test('every listed difference belongs to a test of the suite', () => {
  expect(findUnknownDifferences()).toEqual([]);
});
