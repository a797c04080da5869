import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createResilientSubgraph,
  type ResilienceEvent,
  type Subgraph,
  SubgraphError,
} from '../../src/index.ts';
import { createRequest } from '../kit/create-request.ts';

const openMs = 100;

// The clock moves only when a test moves it. Timers are real.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('a subgraph that fails most requests receives only occasional probes', async () => {
  const { ask, stub, states } = create();
  stub.fails = true;
  expect(await ask(20)).toEqual(new Set(['SUBREQUEST_HTTP_ERROR']));
  expect(states()).toEqual(['open']);
  expect(await ask(50)).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
  expect(stub.asked).toBe(20);
  vi.advanceTimersByTime(openMs);
  expect(await ask(50)).toEqual(new Set(['SUBREQUEST_HTTP_ERROR', 'SUBGRAPH_UNAVAILABLE']));
  expect(stub.asked).toBe(21);
  expect(states()).toEqual(['open', 'half-open', 'open']);
});

test('the first successful probe closes the breaker, and earlier failures no longer count', async () => {
  const { ask, stub, states } = create();
  stub.fails = true;
  await ask(20);
  stub.fails = false;
  vi.advanceTimersByTime(openMs);
  expect(await ask(1)).toEqual(new Set(['worked']));
  expect(states()).toEqual(['open', 'half-open', 'closed']);
  stub.fails = true;
  expect(await ask(19)).toEqual(new Set(['SUBREQUEST_HTTP_ERROR']));
  expect(states()).toEqual(['open', 'half-open', 'closed']);
});

test('a probe that hangs does not keep the next one from being sent', async () => {
  const { ask, stub, states } = create();
  stub.fails = true;
  await ask(20);
  vi.advanceTimersByTime(openMs);
  stub.hangs = true;
  const hanging = ask(1);
  expect(await ask(1)).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
  vi.advanceTimersByTime(openMs);
  stub.hangs = false;
  stub.fails = false;
  expect(await ask(1)).toEqual(new Set(['worked']));
  expect(states().at(-1)).toBe('closed');
  stub.release();
  await hanging;
});

test('two timeouts in a row, without an answer between, open the breaker at any request rate', async () => {
  const { ask, stub, states } = create();
  stub.fails = true;
  stub.kind = 'late';
  await ask(1);
  expect(states()).toEqual([]);
  await ask(1);
  expect(states()).toEqual(['open']);
  expect(await ask(1)).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
});

test('slow requests among fast ones open no breaker, however many time out together', async () => {
  const { ask, stub, states } = create();
  stub.hangs = true;
  const slow = Array.from({ length: 5 }, () => ask(1));
  stub.hangs = false;
  await ask(30);
  stub.fails = true;
  stub.kind = 'late';
  stub.release();
  expect(await Promise.all(slow)).toEqual(Array(5).fill(new Set(['SUBREQUEST_HTTP_ERROR'])));
  expect(states()).toEqual([]);
});

test('a client waits half a second for a probe, which closes the breaker if it is answered after that', async () => {
  const { ask, stub, states, subgraph } = create();
  stub.fails = true;
  await ask(20);
  vi.advanceTimersByTime(openMs);
  stub.fails = false;
  stub.hangs = true;
  expect(await ask(1)).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
  vi.advanceTimersByTime(openMs);
  const mutation = subgraph.execute(createRequest({ operationKind: 'mutation' }));
  await expect(mutation).rejects.toMatchObject({ code: 'GATEWAY_TIMEOUT' });
  expect(states().at(-1)).toBe('half-open');
  stub.release();
  await expect.poll(() => states().at(-1)).toBe('closed');
});

test('a breaker stays closed if less than the given share fails, or there are few requests', async () => {
  const { ask, stub, states } = create();
  stub.fails = true;
  await ask(19);
  stub.fails = false;
  await ask(40);
  stub.fails = true;
  await ask(20);
  expect(states()).toEqual([]);
});

test('failures caused by a request itself open no breaker', async () => {
  const { ask, stub, states } = create();
  stub.fails = true;
  stub.kind = 'refused';
  await ask(100);
  expect(states()).toEqual([]);
});

test('a subgraph that had too little time before the deadline opens no breaker', async () => {
  const { stub, subgraph, states } = create();
  stub.hangs = true;
  const asked = Array.from({ length: 30 }, () =>
    subgraph.execute(createRequest({ deadline: performance.now() - 1 })),
  );
  stub.fails = true;
  stub.kind = 'late';
  stub.release();
  await Promise.allSettled(asked);
  expect(states()).toEqual([]);
});

function create() {
  const held: (() => void)[] = [];
  const stub = {
    fails: false,
    hangs: false,
    kind: 'broken' as 'broken' | 'refused' | 'late',
    asked: 0,
    release: () => held.splice(0).forEach((resolve) => void resolve()),
  };
  const events: ResilienceEvent[] = [];
  const inner: Subgraph = {
    async execute() {
      stub.asked += 1;
      if (stub.hangs) await new Promise<void>((resolve) => held.push(resolve));
      if (stub.fails) throw new SubgraphError('SUBREQUEST_HTTP_ERROR', 'broken', { kind: stub.kind });
      return { data: {} };
    },
  };
  const subgraph = createResilientSubgraph(inner, {
    maxRetries: 0,
    breaker: { failurePercent: 50, minRequests: 20, openMs },
    onEvent: (event) => events.push(event),
  });
  const askOnce = () =>
    subgraph.execute(createRequest()).then(
      () => 'worked',
      (error: SubgraphError) => error.code,
    );
  return {
    stub,
    subgraph,
    states: () => events.flatMap((event) => (event.kind === 'breaker' ? [event.state] : [])),
    /** Sends this number of requests one after another, and returns their outcomes. */
    ask: async (times: number) => {
      const outcomes = new Set<string>();
      for (let i = 0; i < times; i += 1) outcomes.add(await askOnce());
      return outcomes;
    },
  };
}
