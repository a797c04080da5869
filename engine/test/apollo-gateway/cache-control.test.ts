import { RemoteGraphQLDataSource } from '@apollo/gateway';
import { expect, onTestFinished, test } from 'vitest';
import {
  createGateway,
  createHttpSubgraph,
  createLocalSubgraph,
  type GatewayOptions,
} from '../../src/index.ts';
import { type AskCacheHeader, startCacheServer } from '../kit/ask-cache-header.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { replyJson } from '../kit/reply-json.ts';
import { type ServedSubgraph, serveSubgraph } from '../kit/serve-subgraph.ts';
import { type AtEnd, shareInFile } from '../kit/share-in-file.ts';
import { createSubgraphSchema } from '../kit/subgraph-definition.ts';

const DEFINITIONS = {
  users: { typeDefs: 'type Query { me: User } type User @key(fields: "id") { id: ID! }' },
  orders: { typeDefs: 'type User @key(fields: "id") { id: ID! spent: Int }' },
};

const ANSWERS = {
  users: { data: { me: { __typename: 'User', id: '1' } } },
  orders: { data: { _entities: [{ spent: 5 }] } },
};

type Headers = Readonly<Record<string, string | string[]>>;

/**
 * Returns the `Cache-Control` that a client receives for `{ me { spent } }` if users and orders send these
 * headers.
 */
type Ask = (users: Headers, orders?: Headers) => Promise<string | undefined>;

async function openUsers(options: Omit<GatewayOptions, 'supergraphSdl'>, atEnd: AtEnd): Promise<Ask> {
  const served: Record<string, ServedSubgraph> = {};
  for (const [name, definition] of Object.entries(DEFINITIONS)) {
    const subgraph = await serveSubgraph(definition);
    atEnd(() => subgraph.stop());
    served[name] = subgraph;
  }
  const supergraphSdl = composeSubgraphs(DEFINITIONS, (name) => served[name]?.url ?? '');
  const ask: AskCacheHeader = await startCacheServer(createGateway({ supergraphSdl, ...options }), atEnd);
  return (users, orders) => {
    served.users?.intercept(replyJson(ANSWERS.users, 200, users));
    served.orders?.intercept(replyJson(ANSWERS.orders, 200, orders ?? {}));
    return ask(orders === undefined ? '{ me { id } }' : '{ me { spent } }');
  };
}

const serveUsers = shareInFile((atEnd) => openUsers({}, atEnd));

const openWith = (options: Omit<GatewayOptions, 'supergraphSdl'>) => openUsers(options, onTestFinished);

const cached = (value: string | string[], age?: string): Headers => ({
  'cache-control': value,
  ...(age !== undefined && { age }),
});

test('an answer may be cached as long as the most restrictive subgraph answer allows', async () => {
  const ask = await serveUsers();
  const all = (seconds: number) => cached(`max-age=${seconds}, public`);
  expect(await ask(all(60))).toBe('max-age=60, public');
  expect(await ask(all(60), all(30))).toBe('max-age=30, public');
  expect(await ask(all(30), all(60))).toBe('max-age=30, public');
  expect(await ask(all(60), cached('max-age=90, private'))).toBe('max-age=60, private');
  expect(await ask(cached('max-age=90, private'), all(60))).toBe('max-age=60, private');
});

test('an answer that is not declared public is private, because a shared cache would show it to other callers', async () => {
  const ask = await serveUsers();
  expect(await ask(cached('max-age=60'))).toBe('max-age=60, private');
  expect(await ask(cached('max-age=60, public'), cached('max-age=90'))).toBe('max-age=60, private');
  expect(await ask(cached('max-age=90'), cached('max-age=60, public'))).toBe('max-age=60, private');
});

test.for([
  ['no header', {}],
  ['no-store', cached('no-store, max-age=60')],
  ['no-cache', cached('max-age=60, no-cache')],
  ['no-cache of one header', cached('max-age=60, no-cache="set-cookie"')],
  ['no age', cached('public')],
  ['an age of zero', cached('max-age=0')],
  ['an age that is no number', cached('max-age=soon')],
  ['a negative age', cached('max-age=-1')],
  ['an age with a unit', cached('max-age=60s')],
  ['an age without a value', cached('max-age')],
  ['two ages', cached(['max-age=60', 'max-age=90'])],
  ['a malformed shared age', cached('max-age=60, s-maxage=x')],
  ['an unclosed quote', cached('max-age=60, private="x')],
  ['a word after a value', cached('max-age=60 s-maxage=10')],
  ['an age that is over', cached('max-age=60', '60')],
  ['a malformed Age', cached('max-age=60', 'old')],
] as const)('a subgraph answer with %s makes the whole answer uncacheable', async ([, headers]) => {
  const ask = await serveUsers();
  expect(await ask(headers)).toBe('no-store');
  expect(await ask(cached('max-age=60'), headers)).toBe('no-store');
  expect(await ask(headers, cached('max-age=60'))).toBe('no-store');
});

test('cache directives are read in any case, with spaces, quoted and repeated', async () => {
  const ask = await serveUsers();
  expect(await ask(cached('Private , MAX-AGE="60",, Must-Revalidate'))).toBe('max-age=60, private');
  expect(await ask(cached('NO-STORE, max-age=60'))).toBe('no-store');
  expect(await ask(cached(['max-age=60', 'S-MaxAge=20']))).toBe('max-age=20, public');
  expect(await ask(cached('max-age=60, max-age=60, extension="a, no-store"'))).toBe('max-age=60, private');
  expect(await ask(cached('public, max-age=99999999999999999999'))).toBe('max-age=2147483648, public');
});

test('s-maxage takes precedence over max-age, unless a part of the answer is private', async () => {
  const ask = await serveUsers();
  expect(await ask(cached('max-age=60, s-maxage=10'))).toBe('max-age=10, public');
  expect(await ask(cached('max-age=60, s-maxage=300'))).toBe('max-age=300, public');
  expect(await ask(cached('s-maxage=300'))).toBe('max-age=300, public');
  expect(await ask(cached('max-age=60, s-maxage=10, private'))).toBe('max-age=60, private');
  expect(await ask(cached('max-age=60, s-maxage=300'), cached('max-age=90, private'))).toBe(
    'max-age=60, private',
  );
  expect(await ask(cached('max-age=90, private'), cached('max-age=60, s-maxage=300'))).toBe(
    'max-age=60, private',
  );
  expect(await ask(cached('s-maxage=300'), cached('max-age=90, private'))).toBe('no-store');
});

test('the age of an answer is subtracted from its lifetime', async () => {
  const ask = await serveUsers();
  expect(await ask(cached('max-age=60, public', '20'))).toBe('max-age=40, public');
  expect(await ask(cached('max-age=60, public', '20'), cached('s-maxage=100', '70'))).toBe(
    'max-age=30, public',
  );
});

test('a subgraph whose headers are not honored does not restrict the answer', async () => {
  const ask = await openWith({
    createSubgraph: ({ name, url }) => createHttpSubgraph({ url, honorCacheControl: name !== 'orders' }),
  });
  expect(await ask(cached('max-age=60, public'), cached('no-store'))).toBe('max-age=60, public');
  expect(await ask({}, cached('max-age=60'))).toBe('no-store');
});

test('an answer of a schema in this process is not cached', async () => {
  const schema = createSubgraphSchema({
    ...DEFINITIONS.orders,
    resolvers: { User: { __resolveReference: ({ id }) => ({ id }), spent: () => 5 } },
  });
  const ask = await openWith({
    createSubgraph: ({ name, url }) =>
      name === 'orders' ? createLocalSubgraph({ schema }) : createHttpSubgraph({ url }),
  });
  expect(await ask(cached('max-age=60, public'))).toBe('max-age=60, public');
  expect(await ask(cached('max-age=60, public'), {})).toBe('no-store');
});

test('RemoteGraphQLDataSource restricts caching as with @apollo/gateway, and headers that it overlooks count too', async () => {
  const ask = await openWith({ buildService: ({ url }) => new RemoteGraphQLDataSource({ url }) });
  expect(await ask(cached('max-age=60'), cached('max-age=30, private'))).toBe('max-age=30, private');
  for (const overlooked of ['no-store, max-age=60', 'no-cache, max-age=60', 'max-age=60, s-maxage=0']) {
    expect(await ask(cached('max-age=90'), cached(overlooked))).toBe('no-store');
  }
  expect(await ask(cached('max-age=90'), cached('max-age=60, PRIVATE', '20'))).toBe('max-age=40, private');
  expect(await ask(cached('max-age=90'), {})).toBe('no-store');
});

test('a RemoteGraphQLDataSource that honors no headers does not restrict the answer', async () => {
  const ask = await openWith({
    buildService: ({ name, url }) =>
      new RemoteGraphQLDataSource({ url, honorSubgraphCacheControlHeader: name !== 'orders' }),
  });
  expect(await ask(cached('max-age=60, public'), cached('no-store'))).toBe('max-age=60, public');
});
