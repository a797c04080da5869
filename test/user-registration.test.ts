import { afterAll, beforeAll, expect, test } from 'vitest';
import { userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';
import { registerUser, updateUser } from './graph/users.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

test('a registered user is active and has no orders', async () => {
  const { data, errors } = await registerUser(graph, 'new.person@example.com', '  New Person ');
  expect(errors).toEqual([]);
  const { __typename, user } = data.registerUser;
  expect(__typename).toBe('UserRegistered');
  expect(user).toMatchObject({
    name: 'New Person',
    status: 'ACTIVE',
    tier: 'BRONZE',
    orderStats: { count: 0 },
  });
  expect(user.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const read = await graph.ask(`{ user(id: "${user.id}") { email } }`);
  expect(read.data.user).toEqual({ email: 'new.person@example.com' });
});

test('an address is taken regardless of case', async () => {
  await registerUser(graph, 'Taken@Example.com');
  const { data, errors } = await registerUser(graph, 'tAKEN@eXAMPLE.COM');
  expect(errors).toEqual([]);
  expect(data.registerUser).toEqual({
    __typename: 'EmailTaken',
    message: 'Another user has the address tAKEN@eXAMPLE.COM already.',
    email: 'tAKEN@eXAMPLE.COM',
  });
});

test('of concurrent registrations of one address one succeeds', async () => {
  const spellings = Array.from({ length: 12 }, (_, n) =>
    n % 2 === 0 ? 'race@example.com' : 'RACE@example.com',
  );
  const answers = await Promise.all(spellings.map((email) => registerUser(graph, email)));
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const kinds = answers.map(({ data }) => data.registerUser.__typename);
  expect(kinds.filter((kind) => kind === 'UserRegistered')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'EmailTaken')).toHaveLength(11);
  const rows = await graph.users.sql("select 1 from users where lower(email) = 'race@example.com'");
  expect(rows).toHaveLength(1);
});

test.each([
  'with space@example.com',
  ' leading@example.com',
  'trailing@example.com ',
  'no-at.example.com',
  '',
  'nul\u0000@example.com',
  `${'x'.repeat(255)}@example.com`,
])('the address %j is refused with a clear error, as a variable and as a literal', async (email) => {
  const variable = await registerUser(graph, email);
  const literal = await graph.ask(
    `mutation { registerUser(input: { email: ${JSON.stringify(email)}, name: "N" }) { __typename } }`,
  );
  for (const { data, errors } of [variable, literal]) {
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([{ message: expect.stringMatching(/e-?mail/i) }]);
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors[0]?.extensions.code);
  }
});

test.each([
  ['empty', '', 'but has 0.'],
  ['of spaces only', ' \t\n ', 'but has 0.'],
  ['of 201 characters', 'x'.repeat(201), 'but has 201.'],
  ['with the character NUL', 'a\u0000b', 'without the character NUL'],
  ['with half of a surrogate pair', 'a\ud83d', 'well-formed'],
  ['of characters of no width', '\u200b\u200d\ufeff', 'visible character'],
  ['of marks, fillers and spaces', '\u0301 \u3164 \u2800\u00a0\u00ad', 'visible character'],
  ['with a line break', 'Ada\nAdmin', 'line breaks'],
  ['with an escape sequence', 'Ada\u001b[2J', 'control characters'],
  ['with a line separator', 'Ada\u2028Admin', 'control characters'],
  ['with an override of the direction', 'Ada \u202enimdA', 'direction of writing'],
  ['with an isolate that is left open', 'Ada \u2067x', 'direction of writing'],
])('a name that is %s is refused', async (_, name, reason) => {
  for (const { data, errors } of [
    await registerUser(graph, 'name@example.com', name),
    await updateUser(graph, { id: userId(3), name }),
  ]) {
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { message: expect.stringContaining('"name" must'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(errors[0]?.message).toContain(reason);
  }
});

test.each([
  ['of another direction', 'עדה לאבלייס'],
  ['with a family of emoji, joined by characters of no width', 'Ada 👩‍👩‍👧'],
  ['with combining marks', 'A\u0301da'],
  ['of Persian with a joiner', 'می\u200cخواهم'],
])('a name %s is stored unchanged', async (_, name) => {
  const { data, errors } = await updateUser(graph, { id: userId(3), name });
  expect(errors).toEqual([]);
  expect(data.updateUser.user.name).toBe(name);
});
