import { expect, test } from 'vitest';
import { deferSpec20220824, type IncrementalFormat, incrementalSpec02 } from '../../src/index.ts';
import { inParts } from '../kit/read-parts.ts';
import { shareInFile } from '../kit/share-in-file.ts';
import { startEngine } from '../kit/start-engine.ts';
import { createDeferGraph } from './defer-graph.ts';

const start = shareInFile((atEnd) => startEngine(createDeferGraph().definitions, {}, atEnd));

/** Returns all messages of an operation in a wire format, as a client reads them. */
async function messagesOf(query: string, format: IncrementalFormat): Promise<readonly unknown[]> {
  const { execute } = await start();
  const { initialResult, subsequentResults } = inParts(await execute(query, { incremental: true }));
  const messages = [format.initial(initialResult)];
  for await (const result of subsequentResults) messages.push(format.subsequent(result));
  return JSON.parse(JSON.stringify(messages));
}

const QUERY = `{
  me {
    friends { id }
    ... @defer(label: "out") { email weak friends { name } ... @defer { orders { total } } }
  }
}`;
const WEAK = expect.objectContaining({ message: 'It is weak.', path: ['me', 'weak'] });

test('deferSpec=20220824 has the data of each part with its path and label', async () => {
  expect(await messagesOf(QUERY, deferSpec20220824)).toEqual([
    { data: { me: { friends: [{ id: 'b' }, { id: 'c' }] } }, hasNext: true },
    {
      incremental: [
        { path: ['me'], label: 'out', data: { email: 'a@example.com', weak: null }, errors: [WEAK] },
        { path: ['me', 'friends', 0], label: 'out', data: { name: 'name of b' } },
        { path: ['me', 'friends', 1], label: 'out', data: { name: 'name of c' } },
      ],
      hasNext: true,
    },
    { incremental: [{ path: ['me'], data: { orders: [{ total: 7 }] } }], hasNext: false },
  ]);
});

test('incrementalSpec=v0.2 announces each part, and names it by its id', async () => {
  expect(await messagesOf(QUERY, incrementalSpec02)).toEqual([
    {
      data: { me: { friends: [{ id: 'b' }, { id: 'c' }] } },
      pending: [{ id: '0', path: ['me'], label: 'out' }],
      hasNext: true,
    },
    {
      pending: [{ id: '1', path: ['me'] }],
      incremental: [
        { id: '0', data: { email: 'a@example.com', weak: null }, errors: [WEAK] },
        { id: '0', subPath: ['friends', 0], data: { name: 'name of b' } },
        { id: '0', subPath: ['friends', 1], data: { name: 'name of c' } },
      ],
      completed: [{ id: '0' }],
      hasNext: true,
    },
    {
      incremental: [{ id: '1', data: { orders: [{ total: 7 }] } }],
      completed: [{ id: '1' }],
      hasNext: false,
    },
  ]);
});

test('a part that failed as a whole is null in the one format, and completed with errors in the other', async () => {
  const query = '{ me { id ... @defer(label: "bad") { broken } } }';
  const errors = [expect.objectContaining({ message: 'It is broken.', path: ['me', 'broken'] })];
  expect((await messagesOf(query, deferSpec20220824))[1]).toEqual({
    incremental: [{ path: ['me'], label: 'bad', data: null, errors }],
    hasNext: false,
  });
  expect((await messagesOf(query, incrementalSpec02))[1]).toEqual({
    completed: [{ id: '0', errors }],
    hasNext: false,
  });
});

test('an answer without deferred parts announces no further results', async () => {
  const { execute } = await start();
  const whole = await execute('{ me { id } }', { incremental: true });
  if (whole.kind !== 'answer') throw new Error('A whole answer was expected');
  for (const format of [deferSpec20220824, incrementalSpec02])
    expect(format.whole(whole)).toEqual({ data: { me: { id: 'a' } }, hasNext: false });
});
