import { expect, test } from 'vitest';
import { shareInFile } from '../kit/share-in-file.ts';
import { startEngine } from '../kit/start-engine.ts';
import { createDeferGraph } from './defer-graph.ts';

const start = shareInFile((atEnd) => startEngine(createDeferGraph().definitions, {}, atEnd));

test.for([
  [
    'two fragments with one label',
    '{ me { ... @defer(label: "a") { name } ... @defer(label: "a") { email } } }',
    'Two @defer have the label "a". Labels must be unique.',
  ],
  [
    'a label that is a variable',
    'query ($l: String) { me { ... @defer(label: $l) { name } } }',
    'The label of @defer must be a string, not a variable.',
  ],
  [
    'the root fields of a mutation',
    'mutation { ... @defer { rename { id } } }',
    'The root fields of a mutation must not be deferred. Use @defer inside them.',
  ],
  [
    'the root fields of a mutation, in a named fragment',
    'mutation { ...F @defer } fragment F on Mutation { rename { id } }',
    'The root fields of a mutation must not be deferred. Use @defer inside them.',
  ],
  ['@defer on a field', '{ me @defer { name } }', 'Directive "@defer" may not be used on FIELD.'],
] as const)('%s is refused with a clear error', async ([, query, message]) => {
  const { execute } = await start();
  for (const incremental of [true, false]) {
    const result = await execute(query, { incremental });
    expect(result).toMatchObject({ refusals: [{ code: 'GRAPHQL_VALIDATION_FAILED', message }] });
  }
});

test('@defer(if: false) on the root fields of a mutation is accepted', async () => {
  const { execute } = await start();
  const result = await execute('mutation { ... @defer(if: false) { rename { id } } }', { incremental: true });
  expect(result).toMatchObject({ kind: 'answer', data: { rename: { id: 'a' } } });
});

test('an operation with too many deferred fragments for the planner is answered whole', async () => {
  const { execute } = await start();
  const many = Array.from({ length: 300 }, (_, n) => `... @defer { a${n}: name }`).join(' ');
  const result = await execute(`{ me { id ${many} } }`, { incremental: true });
  expect(result).toMatchObject({ kind: 'answer', data: { me: { id: 'a', a299: 'name of a' } } });
});

test('clients see @defer in the schema', async () => {
  const { execute } = await start();
  const result = await execute('{ __schema { directives { name locations args { name } } } }');
  expect(result).toMatchObject({
    data: {
      __schema: {
        directives: expect.arrayContaining([
          {
            name: 'defer',
            locations: ['FRAGMENT_SPREAD', 'INLINE_FRAGMENT'],
            args: [{ name: 'label' }, { name: 'if' }],
          },
        ]),
      },
    },
  });
});
