import type { ExecuteOperation } from '@supergraph/gateway/live/live-operations.ts';
import { expect, test } from 'vitest';
import { executeInParts } from './execute-in-parts.ts';
import { startLiveServer } from './live-server.ts';
import { openRawSocket } from './raw-socket.ts';
import { createResultTopic } from './result-topic.ts';

const subscribe = (id: string) => ({ id, type: 'subscribe', payload: { query: '{ a }' } });

test('the number of operations that one connection starts concurrently is limited', async () => {
  const never: ExecuteOperation = () => new Promise(() => {});
  const socket = await openRawSocket(await startLiveServer({ execute: never, maxOperations: 2 }));
  for (const id of ['1', '2', '3']) socket.send(subscribe(id));
  expect(await socket.next()).toMatchObject({ id: '3', type: 'error' });
});

test('a subscription that has started is no longer among the operations in flight', async () => {
  const topic = createResultTopic();
  topic.publish();
  const socket = await openRawSocket(await startLiveServer({ ...topic, maxOperations: 1 }));
  for (const id of ['1', '2', '3']) {
    socket.send(subscribe(id));
    expect(await socket.next()).toMatchObject({ id, type: 'next' });
  }
});

test('an answer in parts is among the operations in flight until its last part', async () => {
  const execute = executeInParts(() => {
    const { promise, resolve } = Promise.withResolvers<IteratorResult<never>>();
    const end = (): Promise<IteratorResult<never>> => {
      resolve({ done: true, value: undefined });
      return promise;
    };
    return { next: () => promise, return: end };
  });
  const socket = await openRawSocket(await startLiveServer({ execute, maxOperations: 2 }), {
    payload: { accept: 'multipart/mixed;incrementalSpec=v0.2' },
  });
  const start = async (id: string): Promise<unknown> => {
    socket.send(subscribe(id));
    return socket.next();
  };
  for (const id of ['1', '2']) expect(await start(id)).toMatchObject({ id, type: 'next' });
  expect(await start('3')).toMatchObject({
    id: '3',
    type: 'error',
    payload: [{ extensions: { code: 'SUBSCRIPTION_LIMIT_EXCEEDED', limit: 2 } }],
  });
  socket.send({ id: '1', type: 'complete' });
  socket.send({ type: 'ping' });
  expect(await socket.next()).toEqual({ type: 'pong' });
  expect(await start('4')).toMatchObject({ id: '4', type: 'next' });
  expect(await start('5')).toMatchObject({ id: '5', type: 'error' });
});
