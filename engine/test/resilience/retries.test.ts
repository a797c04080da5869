import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createHttpSubgraph, createResilientSubgraph, type ResilienceEvent } from '../../src/index.ts';
import { createRequest } from '../kit/create-request.ts';
import { replyJson } from '../kit/reply-json.ts';
import { type Interception, type ServedSubgraph, serveSubgraph } from '../kit/serve-subgraph.ts';

const definition = { typeDefs: 'type Query { a: Int } type Mutation { a: Int }' };
const timeoutMs = 30_000;
const works = replyJson({ data: { a: 1 } });

const passing: Readonly<Record<string, Interception>> = {
  'cuts the connection': (_request, response) => response.destroy(),
  'cuts the connection within its answer': (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .write('{"data":', () => response.destroy());
  },
  'answers 502': replyJson({}, 502),
  'answers 503': replyJson({}, 503),
  'answers 504': replyJson({}, 504),
  'refuses with GraphQL under 503': replyJson(
    { errors: [{ message: 'Too much', extensions: { code: 'BUSY' } }] },
    503,
    { 'content-type': 'application/graphql-response+json' },
  ),
  // The clock moves only here.
  'does not answer in time': () => void vi.advanceTimersByTime(timeoutMs + 100),
};

afterEach(() => void vi.useRealTimers());

test.for(Object.entries(passing))('a query is sent again to a subgraph that %s', async ([, failure]) => {
  const { subgraph, served } = await serve();
  failTimes(served, 2, failure);
  stopClock();
  expect(await subgraph.execute(createRequest())).toEqual({ data: { a: 1 } });
  expect(served.requests).toHaveLength(3);
});

test.for(Object.entries(passing))('a mutation is sent once to a subgraph that %s', async ([, failure]) => {
  const { subgraph, served } = await serve();
  failTimes(served, 2, failure);
  stopClock();
  await expect(subgraph.execute(createRequest({ operationKind: 'mutation' }))).rejects.toThrow();
  await serverTurn();
  expect(served.requests).toHaveLength(1);
});

const lasting: Readonly<Record<string, Interception>> = {
  'answers 500': replyJson({}, 500),
  'answers 400 without GraphQL': replyJson({}, 400),
  'answers 401': replyJson({}, 401),
  'answers HTML': (_request, response) => response.end('<html>'),
  'answers too much': replyJson({ data: { a: 'x'.repeat(20_000) } }),
};

test.for(Object.entries(lasting))('a query is not sent again to a subgraph that %s', async ([, failure]) => {
  const { subgraph, served } = await serve();
  failTimes(served, 1, failure);
  await expect(subgraph.execute(createRequest())).rejects.toThrow();
  expect(served.requests).toHaveLength(1);
});

test('a GraphQL error is an answer, and is not retried', async () => {
  const { subgraph, served } = await serve();
  failTimes(served, 1, replyJson({ data: null, errors: [{ message: 'no' }] }));
  expect(await subgraph.execute(createRequest())).toMatchObject({ errors: [{ message: 'no' }] });
  expect(served.requests).toHaveLength(1);
});

test('the error with which a subgraph refuses a request under 503 reaches the client', async () => {
  const { subgraph, served } = await serve();
  served.intercept(passing['refuses with GraphQL under 503'] ?? works);
  await expect(subgraph.execute(createRequest())).rejects.toMatchObject({
    forClients: { message: 'Too much', code: 'BUSY' },
  });
});

test('a retry waits for Retry-After, unless the deadline is earlier', async () => {
  const { subgraph, served } = await serve();
  const busy = replyJson({}, 503, { 'retry-after': '1' });
  failTimes(served, 1, busy);
  const begun = performance.now();
  await subgraph.execute(createRequest());
  expect(performance.now() - begun).toBeGreaterThanOrEqual(990);
  failTimes(served, 1, busy);
  stopClock();
  await expect(subgraph.execute(createRequest({ deadline: performance.now() + 900 }))).rejects.toThrow('503');
  expect(served.requests).toHaveLength(3);
});

test.for(['query', 'mutation'] as const)(
  'a %s that failed to connect is sent once the subgraph listens',
  async (operationKind) => {
    const port = await closedPort();
    const subgraph = createResilientSubgraph(createHttpSubgraph({ url: `http://127.0.0.1:${port}/` }), {
      // The subgraph refuses again if the retry comes too soon.
      maxRetries: 6,
      onEvent: ({ kind }) => {
        if (kind === 'retry' && !server.listening) server.listen(port, '127.0.0.1');
      },
    });
    let requests = 0;
    const server: Server = createServer((_request, response) => {
      requests += 1;
      response.end('{"data":{"a":1}}');
    });
    onTestFinished(() => void server.close());
    onTestFinished(async () => subgraph.close?.());
    expect(await subgraph.execute(createRequest({ operationKind }))).toEqual({ data: { a: 1 } });
    expect(requests).toBe(1);
  },
);

test('retries never exceed their share of the requests, however many fail', async () => {
  const events: ResilienceEvent[] = [];
  const { subgraph, served } = await serve({
    retryBudgetPercent: 20,
    breaker: { failurePercent: 0 },
    onEvent: (event) => events.push(event),
  });
  served.intercept(replyJson({}, 503));
  const asked = 300;
  for (let i = 0; i < asked; i += 20) {
    const wave = Array.from({ length: 20 }, () => subgraph.execute(createRequest()));
    await Promise.allSettled(wave);
  }
  const sentAgain = served.requests.length - asked;
  expect(sentAgain).toBeGreaterThan(asked * 0.1);
  // The share of retries, and the reserve of a subgraph without earlier requests.
  expect(sentAgain).toBeLessThanOrEqual(asked * 0.2 + 10);
  expect(events.some(({ kind }) => kind === 'retry-budget-spent')).toBe(true);
});

test('a query is not retried once its client has disconnected', async () => {
  const client = new AbortController();
  const { subgraph, served } = await serve({ onEvent: () => client.abort() });
  served.intercept(replyJson({}, 503));
  await expect(subgraph.execute(createRequest({ signal: client.signal }))).rejects.toThrow(
    'client disconnected',
  );
  expect(served.requests).toHaveLength(1);
});

async function serve(options: Parameters<typeof createResilientSubgraph>[1] = {}) {
  const served = await serveSubgraph(definition);
  const http = createHttpSubgraph({ url: served.url, timeoutMs, maxResponseBytes: 10_000 });
  // Two timeouts would open the circuit breaker.
  const subgraph = createResilientSubgraph(http, { breaker: { failurePercent: 0 }, ...options });
  onTestFinished(async () => {
    await served.stop();
    await subgraph.close?.();
  });
  return { served, subgraph };
}

/** Makes the next requests fail in this way. Later ones succeed. */
function failTimes(served: ServedSubgraph, times: number, failure: Interception): void {
  let left = times;
  served.intercept((request, response) => {
    left -= 1;
    (left >= 0 ? failure : works)(request, response);
  });
}

/** Waits long enough for a retried request to arrive. */
function serverTurn(): Promise<void> {
  return sleep(200);
}

function stopClock(): void {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
