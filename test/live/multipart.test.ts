import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import type { PendingPart, SubsequentResult } from '@supergraph/engine';
import type { ExecuteOperation } from '@supergraph/gateway/live/live-operations.ts';
import { GraphQLError } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import { startLiveServer } from './live-server.ts';
import { createResultTopic } from './result-topic.ts';

const subscriptionAccept = 'multipart/mixed;subscriptionSpec="1.0", application/json';

test('the client of Apollo receives each event of a subscription and the end', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer({ ...topic, heartbeatMs: 20 });
  const client = createApolloClient(url);
  const numbers: unknown[] = [];
  const ended = new Promise<void>((complete, error) =>
    client
      .subscribe<{ number: number }>({ query: gql('subscription { number }') })
      .subscribe({ next: ({ data }) => void numbers.push(data), complete, error }),
  );
  await expect.poll(() => topic.counts.started).toBe(1);
  topic.publish(2);
  await expect.poll(() => numbers).toEqual([{ number: 1 }, { number: 2 }]);
  topic.end();
  await ended;
});

test('each event of a subscription is a part, whose boundary follows at once', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer(topic);
  topic.publish();
  topic.end();
  const response = await post(url, 'subscription { number }', subscriptionAccept);
  expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="-"; subscriptionSpec="1.0"');
  expect(await response.text()).toBe(
    `\r\n---${part('{"payload":{"data":{"number":1},"extensions":{"cursor":"1"}}}')}--\r\n`,
  );
});

test('empty parts show that a quiet subscription is alive', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer({ ...topic, heartbeatMs: 20 });
  const response = await post(url, 'subscription { number }', subscriptionAccept);
  setTimeout(topic.end, 200);
  const heartbeat = part('{}');
  expect(await response.text()).toMatch(new RegExp(`^\r\n---(${heartbeat}){2,}--\r\n$`));
});

test('a subscription that the gateway ends has a last part without a payload', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer({ ...topic, expiresAt: () => Date.now() + 100 });
  const response = await post(url, 'subscription { number }', subscriptionAccept);
  const error = {
    message: 'The token has expired, so the subscription ended.',
    extensions: { code: 'SUBSCRIPTION_JWT_EXPIRED' },
  };
  expect(await response.text()).toBe(
    `\r\n---${part(JSON.stringify({ payload: null, errors: [error] }))}--\r\n`,
  );
});

test('a query whose client also accepts parts is answered as usual', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer(topic);
  const response = await post(url, '{ apollo }', `${subscriptionAccept}, multipart/mixed;deferSpec=20220824`);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toEqual({ data: { apollo: null } });
  expect(topic.counts.started).toBe(0);
});

const slow: PendingPart = { id: '0', path: ['a', 0], label: 'slow' };
const broken: PendingPart = { id: '1', path: [], label: undefined };
const subsequent: readonly SubsequentResult[] = [
  {
    pending: [],
    incremental: [{ part: slow, subPath: ['b'], data: { c: 1 }, errors: [] }],
    completed: [{ part: slow, errors: [] }],
    hasNext: true,
  },
  {
    pending: [],
    incremental: [],
    completed: [{ part: broken, errors: [new GraphQLError('no', { path: ['d'] })] }],
    hasNext: false,
  },
];

const executeDeferred: ExecuteOperation = async ({ accepts }) =>
  accepts.incremental
    ? {
        kind: 'incremental',
        initialResult: { data: { a: [{ b: {} }] }, pending: [slow, broken], hasNext: true },
        subsequentResults: (async function* () {
          yield* subsequent;
        })(),
      }
    : { kind: 'single', result: { data: { a: [{ b: { c: 1 } }], d: null } } };

const formats = {
  'deferSpec=20220824': [
    '{"data":{"a":[{"b":{}}]},"hasNext":true}',
    '{"incremental":[{"data":{"c":1},"path":["a",0,"b"],"label":"slow"}],"hasNext":true}',
    '{"incremental":[{"data":null,"path":[],"errors":[{"message":"no","path":["d"]}]}],"hasNext":false}',
  ],
  'incrementalSpec=v0.2': [
    '{"data":{"a":[{"b":{}}]},"pending":[{"id":"0","path":["a",0],"label":"slow"},{"id":"1","path":[]}],"hasNext":true}',
    '{"incremental":[{"id":"0","subPath":["b"],"data":{"c":1}}],"completed":[{"id":"0"}],"hasNext":true}',
    '{"completed":[{"id":"1","errors":[{"message":"no","path":["d"]}]}],"hasNext":false}',
  ],
};

for (const [spec, parts] of Object.entries(formats)) {
  test(`deferred parts in the format ${spec}`, async () => {
    const { url } = await startLiveServer({ execute: executeDeferred });
    const response = await post(url, '{ ... @defer { a } }', `multipart/mixed;${spec}, application/json`);
    expect(response.headers.get('content-type')).toBe(`multipart/mixed; boundary="-"; ${spec}`);
    expect(await response.text()).toBe(`\r\n---${parts.map(part).join('')}--\r\n`);
  });
}

test('an operation without deferred parts is one part', async () => {
  const { url } = await startLiveServer({
    execute: async () => ({ kind: 'single', result: { data: { a: null } } }),
  });
  const response = await post(url, '{ ... @defer(if: false) { a } }', 'multipart/mixed;deferSpec=20220824');
  expect(await response.text()).toBe(`\r\n---${part('{"data":{"a":null},"hasNext":false}')}--\r\n`);
});

test('a client that accepts both formats of deferred parts receives the newer one', async () => {
  const { url } = await startLiveServer({ execute: executeDeferred });
  const accept = 'multipart/mixed;deferSpec=20220824, multipart/mixed;incrementalSpec=v0.2';
  const response = await post(url, '{ ... @defer { a } }', accept);
  expect(response.headers.get('content-type')).toContain('incrementalSpec=v0.2');
});

for (const [name, handler] of [
  ['Defer20220824Handler', new Defer20220824Handler()],
  // Its type does not fit the option under exactOptionalPropertyTypes.
  ['GraphQL17Alpha9Handler', new GraphQL17Alpha9Handler() as ApolloClient.Options['incrementalHandler']],
] as const) {
  test(`the client of Apollo receives deferred parts with its ${name}`, async () => {
    const { url } = await startLiveServer({
      execute: async () => ({
        kind: 'incremental',
        initialResult: {
          data: { a: { __typename: 'A', id: '1' } },
          pending: [{ ...slow, path: ['a'] }],
          hasNext: true,
        },
        subsequentResults: (async function* (): AsyncGenerator<SubsequentResult> {
          const [late] = [{ ...slow, path: ['a'] }];
          const incremental = [{ part: late, subPath: [], data: { late: 5 }, errors: [] }];
          yield { pending: [], incremental, completed: [{ part: late, errors: [] }], hasNext: false };
        })(),
      }),
    });
    const client = createApolloClient(url, handler);
    const query = gql('query { a { __typename id ... @defer(label: "slow") { late } } }');
    const { data } = await client.query({ query });
    expect(data).toEqual({ a: { __typename: 'A', id: '1', late: 5 } });
  });
}

function createApolloClient(
  url: string,
  incrementalHandler?: ApolloClient.Options['incrementalHandler'],
): ApolloClient {
  const client = new ApolloClient({
    link: new HttpLink({ uri: `${url}/graphql` }),
    cache: new InMemoryCache(),
    ...(incrementalHandler && { incrementalHandler }),
  });
  onTestFinished(() => client.stop());
  return client;
}

function part(json: string): string {
  return `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${json}\r\n---`;
}

function post(url: string, query: string, accept: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
  });
}
