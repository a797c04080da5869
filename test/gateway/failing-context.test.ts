import { ExpectedError, maskedMessage } from '@supergraph/service-kit/errors.ts';
import { serveSubgraph } from '@supergraph/service-kit/subgraph/serve-subgraph.ts';
import { readSubgraphConfig, type SubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import {
  type SubgraphRuntime,
  startSubgraphRuntime,
} from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { definition } from '@supergraph/users/users-service.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postOperation } from '../graph/answer.ts';
import { findFreePort } from '../graph/free-port.ts';
import { staff } from '../graph/people.ts';
import { createTestDatabase } from '../graph/test-database.ts';
import { testEnvironment } from '../graph/test-environment.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

/** Subgraphs whose context cannot be created, in a separate process and in the gateway's. */
const topologies: Record<string, TestGateway> = {};
const stops: (() => Promise<void>)[] = [];
let failure: () => unknown;

beforeAll(async () => {
  const port = String(await findFreePort());
  const remote = await startTestGateway({ USERS_URL: `http://127.0.0.1:${port}/graphql` });
  const config = readSubgraphConfig('users', {
    ...testEnvironment,
    USERS_PORT: port,
    USERS_DATABASE_URL: await createTestDatabase('users'),
    DATA_DIR: remote.dataDir,
  });
  const service = await serveSubgraph(config, await startFailing(config));
  const subgraph = await startFailing(config);
  const local = await startTestGateway({}, { inProcessSubgraphs: [subgraph] });
  Object.assign(topologies, { services: remote, monolith: local });
  stops.push(remote.stop, local.stop, service.stop, subgraph.stop);
});

afterAll(async () => {
  for (const stop of stops) await stop();
});

for (const topology of ['services', 'monolith']) {
  test(`${topology}: an expected error while a subgraph makes its context keeps its code and message`, async () => {
    failure = () => new ExpectedError('FORBIDDEN', 'This user is suspended.');
    expect(await ask(topology)).toMatchObject({
      status: 200,
      data: { me: null },
      errors: [
        {
          message: 'This user is suspended.',
          extensions: { code: 'FORBIDDEN', serviceName: 'users' },
        },
      ],
    });
  });

  test(`${topology}: an unexpected error while a subgraph makes its context is masked`, async () => {
    failure = () => new Error('password=secret');
    const { data, errors } = await ask(topology);
    expect(data).toEqual({ me: null });
    expect(errors).toMatchObject([{ message: maskedMessage, extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  });
}

async function startFailing(config: SubgraphConfig): Promise<SubgraphRuntime> {
  const subgraph = await startSubgraphRuntime(definition, config);
  return {
    ...subgraph,
    createContext: () => {
      throw failure();
    },
  };
}

async function ask(topology: string) {
  const gateway = topologies[topology];
  if (gateway === undefined) throw new Error(`no such topology: ${topology}`);
  return postOperation(gateway.url, await gateway.tokenOf(staff), { query: '{ me { name } }' });
}
