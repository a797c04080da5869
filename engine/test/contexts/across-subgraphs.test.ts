import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { serveGraph, shareGraph } from '../kit/serve-graph.ts';

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@external", "@shareable", "@context", "@fromContext"]
)`;

const definitions = {
  users: {
    typeDefs: `${LINK}
      type Query { users: [User] anyone: Anyone }
      type User @key(fields: "id") { id: ID! currency: Currency! lang: String }
      type Guest @key(fields: "id") { id: ID! locale: String lang: String }
      union Anyone = User | Guest
      type Currency @shareable { code: String! }
    `,
    resolvers: {
      Query: {
        users: () => [
          { id: '1', currency: { code: 'EUR' }, lang: 'de' },
          { id: '2', currency: { code: 'USD' }, lang: null },
        ],
        anyone: () => ({ __typename: 'Guest', id: '3', locale: 'it', lang: 'xx' }),
      },
    },
  },
  payments: {
    typeDefs: `${LINK}
      type User @key(fields: "id") @context(name: "payer") {
        id: ID! currency: Currency! @external lang: String @external payments: [Payment] last: Payment plain: Int
      }
      type Guest @key(fields: "id") @context(name: "payer") {
        id: ID! locale: String @external last: Payment plain: Int
      }
      type Currency @shareable { code: String! }
      type Payment @key(fields: "id") {
        id: ID!
        amount(code: String @fromContext(field: "$payer ... on User { currency { code } } ... on Guest { locale }"), digits: Int = 2): String
        note(lang: String @fromContext(field: "$payer ... on User { lang } ... on Guest { locale }")): String
        plain: Int
      }
    `,
    resolvers: {
      User: {
        __resolveReference: ({ id }: { readonly id: string }) => ({
          id,
          plain: 1,
          payments: [{ id: `p${id}` }],
          last: { id: 'p' },
        }),
      },
      Guest: {
        __resolveReference: ({ id }: { readonly id: string }) => ({ id, plain: 1, last: { id: 'p' } }),
      },
      Payment: {
        __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
        amount: ({ id }: { readonly id: string }, { code, digits }: { code?: string; digits: number }) =>
          `${id} ${code} ${digits}`,
        note: (_source: unknown, args: object) => JSON.stringify(args),
        plain: () => 7,
      },
    },
  },
  related: {
    typeDefs: `${LINK} type Payment @key(fields: "id") { id: ID! related: [Payment] }`,
    resolvers: {
      Payment: {
        __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
        related: () => [{ id: 'r' }],
      },
    },
  },
};

const serveUsers = shareGraph(definitions);

test('a context can be read from fields of another subgraph', async () => {
  const graph = await serveUsers();
  expect(await graph.execute('{ users { payments { amount note plain } } }')).toEqual({
    data: {
      users: [
        { payments: [{ amount: 'p1 EUR 2', note: '{"lang":"de"}', plain: 7 }] },
        { payments: [{ amount: 'p2 USD 2', note: '{"lang":null}', plain: 7 }] },
      ],
    },
  });
  expect(await graph.execute('{ users { last { related { amount related { note } } } } }')).toEqual({
    data: {
      users: [
        { last: { related: [{ amount: 'r EUR 2', related: [{ note: '{"lang":"de"}' }] }] } },
        { last: { related: [{ amount: 'r USD 2', related: [{ note: '{"lang":null}' }] }] } },
      ],
    },
  });
});

test('a type in a union does not provide the field that another type selects', async () => {
  const graph = await serveUsers();
  const query = '{ anyone { ... on User { last { note } } ... on Guest { lang last { note amount } } } }';
  expect(await graph.execute(query)).toEqual({
    data: { anyone: { lang: 'xx', last: { note: '{"lang":"it"}', amount: 'p it 2' } } },
  });
});

test('fields that conditions exclude do not affect the fields beside them', async () => {
  const graph = await serveUsers();
  const query =
    'query ($a: Boolean!) { users { plain last { plain amount @include(if: $a) } payments @skip(if: $a) { note } } }';
  expect(await graph.execute(query, { a: false })).toEqual({
    data: {
      users: [
        { plain: 1, last: { plain: 7 }, payments: [{ note: '{"lang":"de"}' }] },
        { plain: 1, last: { plain: 7 }, payments: [{ note: '{"lang":null}' }] },
      ],
    },
  });
  expect(await graph.execute(query, { a: true })).toEqual({
    data: {
      users: [
        { plain: 1, last: { plain: 7, amount: 'p EUR 2' } },
        { plain: 1, last: { plain: 7, amount: 'p USD 2' } },
      ],
    },
  });
});

test('a missing value affects only the fields that need it', async () => {
  const graph = await serveUsers();
  const users = [
    { __typename: 'User', id: '1', lang: 'de' },
    { __typename: 'User', id: '2', lang: 'en', currency: { code: 'USD' } },
  ];
  const errors = [{ message: 'No currency', path: ['users', 0, 'currency'] }];
  graph.subgraph('users').intercept(replyJson({ data: { users }, errors }));
  const answer = await graph.execute('{ users { plain last { amount note } } }');
  expect(answer.data).toEqual({
    users: [
      { plain: 1, last: { amount: null, note: '{"lang":"de"}' } },
      { plain: 1, last: { amount: 'p USD 2', note: '{"lang":"en"}' } },
    ],
  });
  expect(answer.errors).toMatchObject([{ message: 'No currency', path: ['users', 0] }]);
});

test('a null for a non-null argument is not sent, and its field has an error', async () => {
  // Our composition refuses such an argument; other composers may accept it.
  const graph = await serveGraph(definitions, {}, (supergraphSdl) =>
    supergraphSdl.replace('name: "lang", type: "String"', 'name: "lang", type: "String!"'),
  );
  const { data, errors } = await graph.execute('{ users { last { note amount } } }');
  expect(data).toEqual({
    users: [
      { last: { note: '{"lang":"de"}', amount: 'p EUR 2' } },
      { last: { note: null, amount: 'p USD 2' } },
    ],
  });
  expect(errors).toMatchObject([
    { path: ['users', 1, 'last'], extensions: { code: 'INVALID_RESPONSE_VALUE' } },
  ]);
});

test('a context of a root type can be read from fields of another subgraph', async () => {
  const graph = await serveGraph({
    site: {
      typeDefs: `${LINK} type Query { region: String }`,
      resolvers: { Query: { region: () => 'north' } },
    },
    sales: {
      typeDefs: `${LINK}
        type Query @context(name: "site") { region: String @external offer: Offer offers: [Offer] }
        type Offer @key(fields: "id") {
          id: ID! text(region: String @fromContext(field: "$site { region }")): String inner: Offer
        }
      `,
      resolvers: {
        Query: { offer: () => ({ id: '1' }), offers: () => [{ id: '1' }, { id: '2' }] },
        Offer: {
          __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
          text: ({ id }: { readonly id: string }, { region }: { readonly region: string }) =>
            `${id} ${region}`,
          inner: () => ({ id: '3' }),
        },
      },
    },
  });
  expect(await graph.execute('{ offer { text inner { text } } offers { text } }')).toEqual({
    data: {
      offer: { text: '1 north', inner: { text: '3 north' } },
      offers: [{ text: '1 north' }, { text: '2 north' }],
    },
  });
});

test('a subgraph that fails to provide a value is named at the fields that need it', async () => {
  const graph = await serveGraph({
    users: {
      typeDefs: `${LINK} type Query { users: [User] } type User @key(fields: "id") { id: ID! name: String }`,
      resolvers: { Query: { users: () => [{ id: '1', name: 'ada' }] } },
    },
    preferences: { typeDefs: `${LINK} type User @key(fields: "id") { id: ID! lang: String }` },
    letters: {
      typeDefs: `${LINK}
        type User @key(fields: "id") @context(name: "reader") {
          id: ID! lang: String @external letters: [Letter] first: Letter
        }
        type Letter @key(fields: "id") {
          id: ID! length: Int text(lang: String @fromContext(field: "$reader { lang }")): String
        }
      `,
      resolvers: {
        User: {
          __resolveReference: ({ id }: { readonly id: string }) => ({
            id,
            letters: [{ id: 'l', length: 3 }],
          }),
        },
      },
    },
    archive: {
      typeDefs: `${LINK} type Letter @key(fields: "id") { id: ID! copies: [Letter] }`,
      resolvers: {
        Letter: { __resolveReference: ({ id }: { readonly id: string }) => ({ id, copies: [{ id: 'c' }] }) },
      },
    },
  });
  graph.subgraph('preferences').intercept(replyJson({ error: 'down' }, 503));
  const failed = (...path: readonly (string | number)[]) => ({
    path,
    extensions: { code: 'SUBREQUEST_HTTP_ERROR', serviceName: 'preferences' },
  });
  const near = await graph.execute('{ users { name letters { length text } } }');
  expect(near).toMatchObject({
    data: { users: [{ name: 'ada', letters: [{ length: 3, text: null }] }] },
    errors: [failed('users', 0, 'letters')],
  });
  const far = await graph.execute('{ users { letters { length copies { length text } } } }');
  expect(far).toMatchObject({
    data: { users: [{ letters: [{ length: 3, copies: [{ text: null }] }] }] },
    errors: [failed('users', 0, 'letters', 0, 'copies', 0, 'text')],
  });
});
