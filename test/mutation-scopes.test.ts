import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeOrder } from './graph/orders.ts';
import { customer, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;
/** Id of an order of the victim, which other customers must not change. */
let order: string;

const victim = customer(2);
const curious = customer(3);

beforeAll(async () => {
  graph = await startTestGraph();
  const { data } = await placeOrder(graph, victim, [['MUG-BLUE', 1]], 'the key of the victim');
  order = data.placeOrder.order.id;
});

afterAll(() => graph.stop());

function forbidden(scope: string) {
  return { message: `This needs the scope "${scope}".`, extensions: { code: 'FORBIDDEN' } };
}

function refused(mutation: string) {
  return { path: [mutation], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } };
}

async function statusOf(id: string): Promise<unknown> {
  return (await graph.orders.sql('select status from orders where id = $1', [id]))[0]?.status;
}

test.each([
  [`mutation { updateUser(input: { id: "${userId(2)}", name: "Mine" }) { __typename } }`, 'users:write'],
  [`mutation { deactivateUser(id: "${userId(2)}") { __typename } }`, 'users:write'],
])('a customer is refused %s, by the name of the scope', async (query, scope) => {
  const answer = await graph.ask(query, { as: curious });
  expect(Object.values(answer.data ?? {}).every((value) => value === null)).toBe(true);
  expect(answer.errors).toMatchObject([forbidden(scope)]);
  const [row] = await graph.users.sql('select name, status from users where id = $1', [userId(2)]);
  expect(row).toEqual({ name: expect.not.stringContaining('Mine'), status: 'ACTIVE' });
});

test.each(['payOrder', 'cancelOrder'])('%s does not find an order of another customer', async (mutation) => {
  const answer = await graph.ask(
    `mutation { ${mutation}(id: "${order}") { __typename ... on IllegalStatusChange { order { status } } } }`,
    { as: curious },
  );
  expect(answer).toMatchObject({ data: { [mutation]: { __typename: 'OrderNotFound' } }, errors: [] });
  expect(await statusOf(order)).toBe('PLACED');
});

test.each(['shipOrder', 'deliverOrder'])(
  '%s needs its scope, for the own order too: the gateway sends no request, and the service refuses',
  async (mutation) => {
    const query = `mutation { ${mutation}(id: "${order}") { __typename } }`;
    for (const scopes of [[], ['orders:read']]) {
      const { data, errors } = await graph.ask(query, { as: { ...victim, scopes } });
      expect(data).toBeNull();
      expect(errors).toMatchObject([refused(mutation)]);
      const direct = await graph.orders.ask(query, {}, { ...victim, scopes });
      expect(direct.errors).toMatchObject([{ message: forbidden('orders:manage').message }]);
    }
    expect(await statusOf(order)).toBe('PLACED');
  },
);

test('registerUser needs its scope, at the gateway and at the service', async () => {
  const query = 'mutation { registerUser(input: { email: "a@b.example", name: "A" }) { __typename } }';
  expect(await graph.ask(query, { as: curious })).toMatchObject({
    data: null,
    errors: [refused('registerUser')],
  });
  const direct = await graph.users.ask(query, {}, curious);
  expect(direct.errors).toMatchObject([{ message: forbidden('users:write').message }]);
});

test.each(['payOrder', 'cancelOrder'])(
  'the scope that reads all orders does not allow %s on an order of another customer',
  async (mutation) => {
    const { errors } = await graph.ask(`mutation { ${mutation}(id: "${order}") { __typename } }`, {
      as: { ...curious, scopes: ['orders:read'] },
    });
    expect(errors).toMatchObject([forbidden('orders:manage')]);
    expect(await statusOf(order)).toBe('PLACED');
  },
);

test('an idempotency key never returns an order of another customer', async () => {
  const answer = await placeOrder(graph, curious, [['NONE', 1]], 'the key of the victim');
  expect(answer.data.placeOrder.__typename).toBe('ProductNotFound');
});
