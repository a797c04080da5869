import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findLeaks } from './graph/leaks.ts';
import { customer, type Person, staff } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';
import { topology } from './graph/topology.ts';

const query = '{ orders(first: 3) { nodes { id customer { name } } } }';
let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph({ gatewayEnv: { DEVELOPMENT_PAGES: 'on' } });
});

afterAll(() => graph.stop());

async function ask(asked: TestGraph, headers: Readonly<Record<string, string>>, person: Person = staff) {
  const response = await fetch(asked.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await asked.tokenOf(person)}`,
      ...headers,
    },
    body: JSON.stringify({ query }),
  });
  return await response.json();
}

test('in development a caller receives the trace of an operation, in both topologies', async () => {
  const { data, extensions } = await ask(graph, { 'x-show-trace': '1' });
  expect(data.orders.nodes).toHaveLength(3);
  const { plan, fields } = extensions.trace;
  const overHttp = topology === 'services';
  expect(plan).toMatchObject({
    kind: 'Sequence',
    nodes: [
      { kind: 'Fetch', subgraph: 'orders', outcome: 'answered' },
      {
        kind: 'Flatten',
        path: ['orders', 'nodes', '@', 'customer'],
        node: { subgraph: 'users', outcome: 'answered', request: { representations: { asked: 3 } } },
      },
    ],
  });
  const { request } = plan.nodes[0];
  expect([request.status, request.bytesReceived > 0]).toEqual(overHttp ? [200, true] : [undefined, false]);
  expect(fields).toContainEqual({ path: ['orders', 'nodes', 'customer', 'name'], subgraphs: ['users'] });
  expect(findLeaks(extensions)).toEqual([]);
  expect(JSON.stringify(extensions)).not.toMatch(/https?:|127\.0\.0\.1|localhost/);
});

test('no trace is returned without the header', async () => {
  for (const headers of [{}, { 'x-show-trace': '' }]) {
    expect(await ask(graph, headers)).not.toHaveProperty('extensions');
  }
});

test('without the development pages the scope is required', async () => {
  const scoped = await startTestGraph({ gatewayEnv: { TRACE_SCOPE: 'graph:trace' } });
  onTestFinished(() => scoped.stop());
  const header = { 'x-show-trace': '1' };
  expect(await ask(scoped, header)).not.toHaveProperty('extensions');
  const { extensions } = await ask(scoped, header, { ...staff, scopes: [...staff.scopes, 'graph:trace'] });
  expect(extensions).toHaveProperty('trace.plan');
});

test('without the pages and the scope no trace is returned', async () => {
  const plain = await startTestGraph();
  onTestFinished(() => plain.stop());
  for (const person of [staff, customer(2), { ...staff, scopes: ['', 'undefined', ...staff.scopes] }]) {
    expect(await ask(plain, { 'x-show-trace': '1' }, person)).not.toHaveProperty('extensions');
  }
});
