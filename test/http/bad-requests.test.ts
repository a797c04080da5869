import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpConnection, type HttpConnection } from '../graph/http-connection.ts';
import { createInternalToken } from '../graph/internal-token.ts';
import { findLeaks } from '../graph/leaks.ts';
import { staff } from '../graph/people.ts';
import { shareTestGraph } from '../graph/shared-graph.ts';
import type { TestGraph } from '../graph/test-graph.ts';
import { refusedRequests } from './refused-requests.ts';

/** A service with one connection that all its tests share, and a token that it accepts. */
interface Target {
  readonly connection: HttpConnection;
  readonly authorization: string;
}

let graph: TestGraph;
const targets = new Map<string, Target>();

beforeAll(async () => {
  graph = await shareTestGraph();
  const add = (name: string, url: string, token: string): void => {
    const connection = createHttpConnection(new URL(url).origin);
    targets.set(name, { connection, authorization: `Bearer ${token}` });
  };
  add('gateway', graph.url, await graph.tokenOf(staff));
  add('users', graph.users.url, await createInternalToken(graph.dataDir, 'users'));
});

afterAll(async () => {
  for (const { connection } of targets.values()) connection.close();
  await graph.stop();
});

for (const service of ['gateway', 'users']) {
  for (const [what, { request, status, gatewayLimit, ...refused }] of Object.entries(refusedRequests)) {
    const limit = service === 'gateway' ? gatewayLimit : undefined;
    const code = limit ?? refused.code;
    const figures = limit !== undefined && { figure: expect.any(Number), limit: expect.any(Number) };
    test(`${service}: ${what} is ${status} ${code}, and the next request on the connection works`, async () => {
      const { connection, authorization } = target(service);
      const reply = await connection.send({ ...request, headers: { authorization, ...request.headers } });
      expect({ status: reply.status, errors: reply.json?.errors }).toEqual({
        status,
        errors: [
          expect.objectContaining({
            message: expect.any(String),
            extensions: { code: expect.stringMatching(`^${code}$`), ...figures },
          }),
        ],
      });
      expect(reply.json.data).toBeUndefined();
      expect(findLeaks(reply)).toEqual([]);
      await expectItServesOn(service);
    });
  }
}

async function expectItServesOn(service: string): Promise<void> {
  const { connection, authorization } = target(service);
  const headers = { authorization, 'content-type': 'application/json' };
  const reply = await connection.send({ headers, body: '{"query":"{ __typename }"}' });
  expect(reply).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } }, reused: true });
}

function target(service: string): Target {
  const found = targets.get(service);
  if (found === undefined) throw new Error(`There is no service "${service}".`);
  return found;
}
