import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { UplinkSupergraphManager } from '@apollo/gateway';
import { expect, onTestFinished, test } from 'vitest';
import { createGateway } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { serveSubgraph } from '../kit/serve-subgraph.ts';
import { startServer } from '../kit/start-server.ts';

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const USERS = {
  typeDefs: 'type Query { me: User } type User @key(fields: "id") { id: ID! }',
  resolvers: { Query: { me: () => ({ id: '1' }) } },
};

/** Starts a stand-in for Apollo Uplink that delivers one supergraph. */
async function serveUplink(supergraphSdl: string) {
  const asked: unknown[] = [];
  const server = createServer(async (request, response) => {
    const { variables } = Object(await json(request));
    asked.push(variables);
    const routerConfig =
      variables.ifAfterId === 'one'
        ? { __typename: 'Unchanged' }
        : { __typename: 'RouterConfigResult', id: 'one', supergraphSdl, minDelaySeconds: 10 };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ data: { routerConfig } }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP port');
  return { url: `http://127.0.0.1:${address.port}/`, asked };
}

test('UplinkSupergraphManager: the supergraph that Uplink delivers is served, as from any manager', async () => {
  const users = await serveSubgraph(USERS);
  onTestFinished(() => users.stop());
  const uplink = await serveUplink(composeSubgraphs({ users: USERS }, () => users.url));
  const events = new EventEmitter();
  const served = once(events, 'served');
  const gateway = createGateway({
    supergraphSdl: new UplinkSupergraphManager({
      apiKey: 'service:graph:key',
      graphRef: 'graph@main',
      uplinkEndpoints: [uplink.url],
      logger: SILENT,
    }),
    onSupergraph: ({ outcome }) => events.emit(outcome),
  });
  const execute = await startServer(gateway);
  await served;
  expect(await execute('{ me { id } }')).toEqual({ data: { me: { id: '1' } } });
  expect(uplink.asked).toMatchObject([{ apiKey: 'service:graph:key', ref: 'graph@main' }]);
});
