import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from './graph/answer.ts';
import { changeOrder, placeOrder, stockProduct } from './graph/orders.ts';
import {
  countsIn,
  type Onlooker,
  type PathToPerson,
  pathsToPeople,
  writePath,
} from './graph/paths-to-people.ts';
import { type Person, staff } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';
import { registerUser } from './graph/users.ts';

const idempotencyKey = `key-${randomUUID()}`;
let graph: TestGraph;
let owner: Person;
let stranger: Person;
let orderId: string;

beforeAll(async () => {
  graph = await startTestGraph({ gatewayEnv: { ANONYMOUS: 'allow' } });
  [owner, stranger] = [await register('Ownership Olga'), await register('Stranger Stan')];
  await stockProduct(graph, { sku: 'OWNED', amount: 123_457, stock: 100 });
  const { data } = await placeOrder(graph, owner, [['OWNED', 7]], idempotencyKey);
  orderId = data.placeOrder.order.id;
  await changeOrder(graph, orderId, 'PAID', owner);
});

afterAll(() => graph.stop());

for (const [what, path] of Object.entries(pathsToPeople)) {
  const { leads = ['owner', 'staff'] } = path;
  for (const who of ['owner', 'staff', 'stranger', 'anonymous'] as const) {
    test(`${what} ${leads.includes(who) ? 'tells' : 'does not tell'} ${who} of the owner`, async () => {
      const text = writePath(path, {
        subject: owner.subject,
        name: 'Ownership Olga',
        orderId,
        idempotencyKey,
      });
      const answer = await ask(path.at, text, personOf(who));
      const learned = (await secretsIn(answer)).filter((secret) => !text.includes(secret));
      if (leads.includes(who)) expect(learned).not.toEqual([]);
      else expect(learned).toEqual([]);
    });
  }
}

test('a caller who may see one of two entities sees that one', async () => {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id name email createdAt updatedAt } } }`;
  const r = [owner, stranger, owner].map(({ subject }) => ({ __typename: 'User', id: subject }));
  const { data, errors } = await graph.users.ask(query, { r }, stranger);
  expect(data._entities).toEqual([null, expect.objectContaining({ id: stranger.subject }), null]);
  expect(errors.map(({ message }) => message)).not.toContain(expect.stringContaining('Olga'));
});

function personOf(who: Onlooker): Person | 'anonymous' {
  switch (who) {
    case 'owner':
      return owner;
    case 'stranger':
      return stranger;
    case 'staff':
      return { ...staff, subject: randomUUID() };
    default:
      return who;
  }
}

function ask(at: PathToPerson['at'], query: string, as: Person | 'anonymous'): Promise<Answer> {
  return at === 'gateway' ? graph.ask(query, { as }) : graph[at].ask(query, {}, as);
}

async function register(name: string): Promise<Person> {
  const { data } = await registerUser(graph, `${name.replace(' ', '.')}.${randomUUID()}@example.com`, name);
  return { subject: data.registerUser.user.id, scopes: [] };
}

/** Returns the texts and numbers of the owner in an answer, errors included. */
async function secretsIn(answer: Answer): Promise<readonly string[]> {
  const [row] = await graph.users.sql('select name, email, created_at, updated_at from users where id = $1', [
    owner.subject,
  ]);
  const [placed] = await graph.orders.sql('select placed_at, total_amount from orders where id = $1', [
    orderId,
  ]);
  const secrets = [owner.subject, orderId, ...Object.values({ ...row, ...placed })].map((value) =>
    value instanceof Date ? value.toISOString() : String(value),
  );
  const text = JSON.stringify(answer);
  return [...secrets.filter((secret) => text.includes(secret)), ...countsIn(answer.data)];
}
