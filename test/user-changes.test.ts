import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';
import { deactivateUser, updateUser } from './graph/users.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

test('a name of 200 characters outside the basic plane is stored unchanged', async () => {
  const name = '🙂'.repeat(200);
  const { data, errors } = await updateUser(graph, { id: userId(3), name });
  expect(errors).toEqual([]);
  expect(data.updateUser.user.name).toBe(name);
});

test('an update changes the given fields, keeps the rest, and sets updatedAt', async () => {
  const [before] = await graph.users.sql('select email from users where id = $1', [userId(4)]);
  const { data } = await updateUser(graph, { id: userId(4).toUpperCase(), name: 'Renamed', email: null });
  expect(data.updateUser.user).toMatchObject({ id: userId(4), name: 'Renamed', email: before?.email });
  expect(data.updateUser.user.updatedAt > data.updateUser.user.createdAt).toBe(true);
});

test('an update may change the case of an address, but not take the address of another user', async () => {
  const own = await updateUser(graph, { id: userId(5), email: 'Five@Example.com' });
  expect(own.data.updateUser).toMatchObject({ user: { email: 'Five@Example.com' } });
  expect(
    (await updateUser(graph, { id: userId(5), email: 'FIVE@example.com' })).data.updateUser.user.email,
  ).toBe('FIVE@example.com');
  const other = await updateUser(graph, { id: userId(6), email: 'five@example.COM', name: 'Not written' });
  expect(other.errors).toEqual([]);
  expect(other.data.updateUser).toMatchObject({ __typename: 'EmailTaken', email: 'five@example.COM' });
  const [row] = await graph.users.sql('select name from users where id = $1', [userId(6)]);
  expect(row?.name).not.toBe('Not written');
});

test('deactivating twice changes a user once', async () => {
  const first = await deactivateUser(graph, userId(7));
  expect(first.data.deactivateUser).toMatchObject({ user: { status: 'DEACTIVATED' } });
  const second = await deactivateUser(graph, userId(7));
  expect(second).toEqual(first);
});

test('changing an unknown user is a typed failure, and a malformed id an error', async () => {
  const id = userId(4096);
  for (const { data } of [await updateUser(graph, { id, name: 'N' }), await deactivateUser(graph, id)]) {
    expect(Object.values(data)).toEqual([
      { __typename: 'UserNotFound', message: `No user has the id "${id}".`, id },
    ]);
  }
  for (const { errors } of [
    await updateUser(graph, { id: 'nonsense' }),
    await deactivateUser(graph, 'nonsense'),
  ]) {
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
});

test('me is the user of the token, and null if the subject is not registered', async () => {
  const mine = await graph.ask('{ me { id name } }', { as: customer(3) });
  expect(mine.data.me).toMatchObject({ id: userId(3) });
  for (const subject of [userId(4096), 'a service']) {
    expect(await graph.ask('{ me { id } }', { as: { subject, scopes: [] } })).toMatchObject({
      data: { me: null },
      errors: [],
    });
  }
});

test('of concurrent updates to one address one succeeds', async () => {
  const answers = await Promise.all(
    [8, 9, 10, 11].map((n) => updateUser(graph, { id: userId(n), email: 'wanted@example.com' })),
  );
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const kinds = answers.map(({ data }) => data.updateUser.__typename);
  expect(kinds.toSorted()).toEqual(['EmailTaken', 'EmailTaken', 'EmailTaken', 'UserUpdated']);
});

test('an update without changes keeps updatedAt', async () => {
  const first = await updateUser(graph, { id: userId(8), name: 'Once' });
  const second = await updateUser(graph, { id: userId(8) });
  expect(second.data).toEqual(first.data);
});
