import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';
import { expect, onTestFinished, test } from 'vitest';
import { createGateway } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { serveSubgraph } from '../kit/serve-subgraph.ts';

const DEFINITIONS = {
  users: {
    typeDefs: 'type Query { me: User } type User @key(fields: "id") { id: ID! }',
    resolvers: { Query: { me: () => ({ id: '1' }) } },
  },
};

/** Starts a stand-in for GraphOS and returns the first report that it receives. */
async function serveReports() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP port');
  const report = once(server, 'request').then(async ([request, response]) => {
    const body = await buffer(request);
    response.end('{}');
    return { path: String(request.url), text: gunzipSync(body).toString('latin1') };
  });
  return { endpointUrl: `http://127.0.0.1:${address.port}`, report };
}

test("Apollo Server's usage reporting reports what the gateway executes", async () => {
  const { endpointUrl, report } = await serveReports();
  const subgraph = await serveSubgraph(DEFINITIONS.users);
  onTestFinished(() => subgraph.stop());
  const server = new ApolloServer({
    gateway: createGateway({ supergraphSdl: composeSubgraphs(DEFINITIONS, () => subgraph.url) }),
    apollo: { key: 'service:graph:key', graphRef: 'graph@main' },
    plugins: [
      ApolloServerPluginUsageReporting({ endpointUrl, sendReportsImmediately: true, sendTraces: true }),
    ],
  });
  await server.start();
  onTestFinished(() => server.stop());
  const { body } = await server.executeOperation({ query: 'query Whoami { me { id } }' });
  expect(body).toMatchObject({ singleResult: { data: { me: { id: '1' } } } });
  const { path, text } = await report;
  expect(path).toBe('/api/ingress/traces');
  expect(text).toContain('query Whoami{me{id}}');
  expect(text).toContain('graph@main');
});
