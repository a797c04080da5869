import { orderId, userId } from '../../graph/people.ts';
import { idOf, operations } from '../system/registered-operations.ts';

/** A request, split into the parts that are mutated. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Body of a valid POST request. */
export const goodBodies: readonly [
  Readonly<Record<string, unknown>>,
  ...Readonly<Record<string, unknown>>[],
] = [
  { query: '{ __typename }' },
  { query: '{ me { id name email tier orderStats { count spent { amount currency } } } }' },
  {
    query:
      'query Page($first: Int = 3, $after: String) { orders(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id status total { amount currency } customer { name tier } } } }',
    variables: { first: 2, after: null },
    operationName: 'Page',
  },
  {
    query:
      'query One($id: ID!) { user(id: $id) { ...user } } fragment user on User { id name orders(first: 1, status: PAID) { nodes { lines { quantity product { sku } } } } }',
    variables: { id: userId(3) },
  },
  {
    query:
      'query ($yes: Boolean!) { order(id: "' +
      orderId(2) +
      '") { id @include(if: $yes) ... on Order @skip(if: $yes) { placedAt } history { at by { id } } } }',
    variables: { yes: true },
  },
  {
    query:
      '{ a: product(sku: "MUG-BLUE") { sku price { amount } } b: products(first: 2) { edges { cursor node { name stock } } } }',
  },
  {
    query: 'query ($filter: OrderFilter) { orders(filter: $filter, first: 1) { nodes { id } } }',
    variables: { filter: { status: 'PAID', customerId: userId(4) } },
  },
  {
    query:
      'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Failure { message } ... on OrderPlaced { order { id } } } }',
    variables: { input: { idempotencyKey: 'fuzz', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] } },
  },
  {
    query:
      'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { __typename ... on UserUpdated { user { name } } } }',
    variables: { input: { id: userId(2), name: 'Fuzz' } },
  },
  { documentId: `sha256:${idOf(operations.orderOfUser)}`, variables: { id: userId(5) } },
  { extensions: { persistedQuery: { version: 1, sha256Hash: idOf(operations.typename) } } },
];

/** Creates a POST request of a client with this token. */
export function postRequest(body: string | Buffer, token: string): FuzzRequest {
  return {
    method: 'POST',
    path: '/graphql',
    headers: [
      ['host', 'graph.example.com'],
      ['content-type', 'application/json'],
      ['authorization', `Bearer ${token}`],
      ['accept', 'application/json'],
    ],
    body: Buffer.from(body),
  };
}

/** Creates a GET request of a client with this token. */
export function getRequest(parameters: Readonly<Record<string, unknown>>, token: string): FuzzRequest {
  const search = new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const { headers } = postRequest('', token);
  return {
    method: 'GET',
    path: `/graphql?${search}`,
    headers: [...headers, ['apollo-require-preflight', 'yes']],
    body: Buffer.alloc(0),
  };
}

/** Returns the bytes on the wire. Content-Length is the body's unless the headers set another. */
export function writeFuzzRequest({ method, path, headers, body }: FuzzRequest): Buffer {
  const named = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const all =
    named || body.length === 0 ? headers : [...headers, ['content-length', String(body.length)] as const];
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...all.map(([name, value]) => `${name}: ${value}`),
    'connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
