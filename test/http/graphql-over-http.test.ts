import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInternalToken } from '../graph/internal-token.ts';
import { staff } from '../graph/people.ts';
import { shareTestGraph } from '../graph/shared-graph.ts';
import type { TestGraph } from '../graph/test-graph.ts';

/**
 * Apollo Server answers a request that it refuses as a whole with 400 for every accepted type, so that
 * proxies see the failure.
 */
const refusedIs400 = 'a refused request is 400, also where legacy application/json would have 200';

/** Recommendations that the services do not follow, with the reason. */
const notFollowed: Readonly<Record<string, string>> = {
  '572B': refusedIs400,
  FDE2: refusedIs400,
  '7B9B': refusedIs400,
};

/** Services that support GraphQL over HTTP, each with an accepted token. */
const services: Readonly<Record<string, (graph: TestGraph) => readonly [string, Promise<string>]>> = {
  gateway: (graph) => [graph.url, graph.tokenOf(staff)],
  users: (graph) => [graph.users.url, createInternalToken(graph.dataDir, 'users')],
  orders: (graph) => [graph.orders.url, createInternalToken(graph.dataDir, 'orders')],
};

let graph: TestGraph;

beforeAll(async () => {
  graph = await shareTestGraph();
});

afterAll(() => graph.stop());

for (const [service, reach] of Object.entries(services)) {
  const audits = serverAudits({ url: () => reach(graph)[0], fetchFn: fetchAs(() => reach(graph)[1]) });
  for (const { id, name, fn } of audits.filter((audit) => !audit.name.startsWith('MAY'))) {
    const reason = notFollowed[id];
    const title = `${service} (${id}): ${name}`;
    test(reason === undefined ? title : `${title} (not followed: ${reason})`, async () => {
      const { status } = await fn();
      if (reason === undefined) expect(status).toBe('ok');
      else expect(status, `${id} is followed after all: take it off the list`).toBe('warn');
    });
  }
}

test('every recommendation that is not followed is one of the audits, and not mandatory', () => {
  const audits = serverAudits({ url: '' });
  const names = Object.keys(notFollowed).map((id) => audits.find((audit) => audit.id === id)?.name);
  expect(names.filter((name) => !name?.startsWith('SHOULD'))).toEqual([]);
});

function fetchAs(createToken: () => Promise<string>): typeof fetch {
  return async (resource, init) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${await createToken()}`);
    return fetch(resource, { ...init, headers });
  };
}
