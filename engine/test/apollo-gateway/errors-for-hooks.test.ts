import { ApolloServer, HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import { createGateway, type GatewayOptions } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';

const definitions = {
  users: { typeDefs: 'type Query { me: User } type User @key(fields: "id") { id: ID! }' },
  orders: { typeDefs: 'type User @key(fields: "id") { id: ID! spent: Int }' },
};

type Answer = () => unknown;

/** Creates an error with extensions of any kind, as JavaScript can. */
function createError(message: string, extensions: Readonly<Record<string, unknown>>): GraphQLError {
  return new GraphQLError(message, { extensions });
}

/**
 * Serves a user whose orders are answered by `answer`, and records the errors that Apollo Server's hooks
 * receive.
 */
async function serveErrors(answer: Answer) {
  const originals: unknown[] = [];
  const note = (error: unknown): void => {
    originals.push(error instanceof GraphQLError ? error.originalError : 'no GraphQLError');
  };
  const me = { __typename: 'User', id: '1' };
  const buildService = (({ name }) => ({
    process: async () => (name === 'users' ? { data: { me } } : answer()),
  })) as NonNullable<GatewayOptions['buildService']>;
  const supergraphSdl = composeSubgraphs(definitions, () => 'http://nowhere.invalid/');
  const server = new ApolloServer({
    gateway: createGateway({ supergraphSdl, buildService }),
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => {
      note(error);
      return formatted;
    },
    plugins: [
      { requestDidStart: async () => ({ didEncounterErrors: async ({ errors }) => errors.forEach(note) }) },
    ],
  });
  await server.start();
  onTestFinished(() => server.stop());
  const { body, http } = await server.executeOperation({ query: '{ me { spent } }' });
  return { originals, http, body: JSON.parse(JSON.stringify(body)) };
}

test('the HTTP status and headers of a GraphQLError that a data source throws are those of the answer', async () => {
  const http401 = { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer']]) };
  const thrown = createError('Sign in', { code: 'UNAUTHENTICATED', secret: 'SECRET', http: http401 });
  const { originals, http, body } = await serveErrors(() => Promise.reject(thrown));
  expect(http.status).toBe(401);
  expect(http.headers.get('www-authenticate')).toBe('Bearer');
  expect(body.singleResult).toEqual({
    data: { me: { spent: null } },
    errors: [
      {
        message: 'Sign in',
        path: ['me', 'spent'],
        extensions: { code: 'UNAUTHENTICATED', serviceName: 'orders' },
      },
    ],
  });
  expect(originals).toEqual([thrown, thrown]);
});

test.for([{ status: 'SECRET' }, { status: 7 }, { headers: ['SECRET'] }, 'SECRET', null])(
  'an extensions.http that is %j is ignored',
  async (http) => {
    const thrown = createError('No', { code: 'NO', http });
    const answer = await serveErrors(() => Promise.reject(thrown));
    expect(answer.http.status).toBeUndefined();
    expect(answer.body.singleResult.errors).toMatchObject([{ message: 'No', extensions: { code: 'NO' } }]);
    expect(JSON.stringify(answer.body)).not.toContain('SECRET');
  },
);

test('hooks see any other error that a data source throws, and clients do not', async () => {
  const thrown = new TypeError('SECRET');
  const { originals, body } = await serveErrors(() => Promise.reject(thrown));
  expect(originals).toEqual([thrown, thrown]);
  expect(body.singleResult.errors).toMatchObject([{ extensions: { code: 'SUBREQUEST_HTTP_ERROR' } }]);
  expect(JSON.stringify(body)).not.toContain('SECRET');
});

test('hooks see the original error of a subgraph, and its extensions.http has no effect', async () => {
  const error = {
    message: 'No orders',
    path: ['_entities', 0, 'spent'],
    extensions: { code: 'CLOSED', reason: 'SECRET', http: { status: 402 } },
  };
  const data = { _entities: [{ __typename: 'User', spent: null }] };
  const { originals, http, body } = await serveErrors(() => ({ data, errors: [error] }));
  expect(http.status).toBeUndefined();
  for (const original of originals) {
    expect(original).toBeInstanceOf(Error);
    expect({ ...Object(original) }).toEqual(error);
  }
  expect(originals).toHaveLength(2);
  expect(JSON.stringify(body)).not.toContain('SECRET');
});
