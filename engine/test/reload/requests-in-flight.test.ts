import type { ApolloServerPlugin } from '@apollo/server';
import { expect, test } from 'vitest';
import { createGate, type Gate } from '../kit/gate.ts';
import { type ChangingGraph, serveChangingGraph } from '../kit/serve-changing-graph.ts';
import type { Answer } from '../kit/start-server.ts';

interface Gates {
  /** Holds requests that choose it between validation and execution. */
  readonly server: Gate;
  readonly users: Gate;
  readonly loyalty: Gate;
}

const query = 'query ($id: ID!) { user(id: $id) { name tier points } }';

/** `tier` is removed, and `name` moves to another subgraph: no earlier plan is right any more. */
const after = {
  users: { typeDefs: 'type Query { user(id: ID!): User } type User @key(fields: "id") { id: ID! }' },
  loyalty: { typeDefs: 'type User @key(fields: "id") { id: ID! points: Int name: String }' },
};

test('requests in flight on a field that a reload removes are answered correctly, 200 times of 200', async () => {
  const { graph, gates, before } = await serve();
  const rightly: boolean[] = [];
  for (let round = 0; round < 4; round++) {
    const ids = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => round * 50 + from + index);
    gates.server.close();
    const atServer = ids(0, 16).map((id) => ask(graph, id, { waits: true }));
    await expect.poll(gates.server.waiting).toBe(16);
    gates.loyalty.close();
    const atLoyalty = ids(16, 17).map((id) => ask(graph, id));
    await expect.poll(gates.loyalty.waiting).toBe(17);
    gates.users.close();
    const atUsers = ids(33, 17).map((id) => ask(graph, id));
    await expect.poll(gates.users.waiting).toBe(17);

    expect(await graph.change(graph.compose(after))).toMatchObject({ outcome: 'served' });
    expect((await ask(graph, 1)).errors?.[0]?.message).toContain('Cannot query field "tier"');
    for (const gate of Object.values(gates)) gate.open();
    const answers = await Promise.all([...atServer, ...atLoyalty, ...atUsers]);
    rightly.push(...answers.map((answer, index) => isRight(answer, round * 50 + index)));
    expect(await graph.change(before)).toMatchObject({ outcome: 'served' });
  }
  expect(rightly.filter((isRight) => isRight)).toHaveLength(200);
}, 60_000);

test('a request executed long after its supergraph was replaced is still planned and answered on it', async () => {
  const { graph, gates } = await serve();
  gates.server.close();
  const late = ask(graph, 7, { waits: true });
  await expect.poll(gates.server.waiting).toBe(1);
  // The subgraph of `tier` is gone: its client is closed and the old planner ended.
  const { users } = after;
  const alone = { typeDefs: `${users.typeDefs} extend type User { name: String }` };
  for (const definitions of [{ users: alone }, after, { users: alone }]) {
    expect(await graph.change(graph.compose(definitions))).toMatchObject({ outcome: 'served' });
  }
  gates.server.open();
  expect(isRight(await late, 7)).toBe(true);
}, 60_000);

async function serve(): Promise<{ graph: ChangingGraph; gates: Gates; before: string }> {
  const gates: Gates = { server: createGate(), users: createGate(), loyalty: createGate() };
  const definitions = {
    users: {
      typeDefs: `type Query { user(id: ID!): User } type User @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        Query: {
          user: async (_: unknown, { id }: { id: string }) => {
            await gates.users.pass();
            return { id, name: `User ${id}` };
          },
        },
      },
    },
    loyalty: {
      typeDefs: 'type User @key(fields: "id") { id: ID! tier: String points: Int }',
      resolvers: {
        User: {
          __resolveReference: async ({ id }: { id: string }) => {
            await gates.loyalty.pass();
            return { id, tier: `tier ${id}`, points: Number(id) };
          },
        },
      },
    },
  };
  const graph = await serveChangingGraph(definitions, { plugins: [createWait(gates.server)] });
  return { graph, gates, before: graph.compose(definitions) };
}

function createWait(gate: Gate): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ contextValue }) => {
        if ('waits' in contextValue) await gate.pass();
      },
    }),
  };
}

function ask(graph: ChangingGraph, id: number, contextValue = {}): Promise<Answer> {
  return graph.execute(query, { id: String(id) }, { contextValue });
}

function isRight(answer: Answer, id: number): boolean {
  const user = { name: `User ${id}`, tier: `tier ${id}`, points: id };
  return JSON.stringify(answer) === JSON.stringify({ data: { user } });
}
