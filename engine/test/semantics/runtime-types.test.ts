import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { shareGraph } from '../kit/serve-graph.ts';

const servePets = shareGraph({
  pets: {
    typeDefs: `
      type Query { pet: Pet any: [Any] }
      union Any = Cat | Rock
      interface Pet { name: String }
      type Cat implements Pet { name: String }
      type Ghost implements Pet @inaccessible { name: String }
      type Rock { name: String }
    `,
  },
});

test.for(['Unicorn', 'Ghost', 'Rock', 'String', 'Any', '__proto__', 'constructor', 7, {}, ''])(
  'an invalid runtime type (%j) gives null, and its name does not leave the gateway',
  async (__typename) => {
    const graph = await servePets();
    graph.subgraph('pets').intercept(replyJson({ data: { pet: { __typename, name: 'Casper' } } }));
    const { data, errors } = await graph.execute('{ pet { name __typename } }');
    expect(data).toEqual({ pet: null });
    const text = JSON.stringify(errors ?? []);
    for (const name of ['Unicorn', 'Ghost']) expect(text).not.toContain(name);
  },
);

test('an element of an unknown type does not affect the others', async () => {
  const graph = await servePets();
  const any = [
    { __typename: 'Cat', name: 'Tom' },
    { __typename: 'Unicorn', name: 'X' },
    { __typename: 'Rock', name: 'Stone' },
  ];
  graph.subgraph('pets').intercept(replyJson({ data: { any } }));
  const { data } = await graph.execute('{ any { ... on Cat { name } ... on Rock { __typename } } }');
  expect(data).toEqual({ any: [{ name: 'Tom' }, null, { __typename: 'Rock' }] });
});
