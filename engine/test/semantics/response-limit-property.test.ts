import { expect, test } from 'vitest';
import { createRandom, type Random } from '../differential/random.ts';
import { type ServedGraph, serveGraph } from '../kit/serve-graph.ts';

const limit = 1_000;

test('for random operations, the limit refuses no answer that fits and returns none that is longer', {
  timeout: 180_000,
}, async () => {
  const plain = await serveNodes({});
  const limited = await serveNodes({ maxResponseBytes: limit });
  const outcomes = { given: 0, refused: 0 };
  const check = async (seed: number): Promise<void> => {
    const query = `{ node ${selectNode(createRandom(seed), 2)} }`;
    const [whole, { data, errors }] = await Promise.all([plain.execute(query), limited.execute(query)]);
    expect(whole.errors).toBeUndefined();
    const { characters, strings, nulls, objects, lists } = measure(whole.data);
    // An object counts for at least 32 bytes, a string for its length and one byte, and a null for at most one.
    if (data === null) expect(characters + 32 * objects + lists, query).toBeGreaterThan(limit);
    else expect(characters - strings - nulls, query).toBeLessThanOrEqual(limit);
    if (data === null) expect(errors?.[0]?.extensions?.code).toBe('RESPONSE_TOO_LARGE');
    else expect(data).toEqual(whole.data);
    outcomes[data === null ? 'refused' : 'given'] += 1;
  };
  for (let seed = 1; seed <= 40; seed++) await check(seed);
  expect(Math.min(outcomes.given, outcomes.refused)).toBeGreaterThan(5);
});

/** Serves nodes that refer to each other, with fields of two subgraphs. */
function serveNodes(options: { readonly maxResponseBytes?: number }): Promise<ServedGraph> {
  const node = (id: string) => ({ id });
  return serveGraph(
    {
      texts: {
        typeDefs: `
          type Query { node: Node! }
          union Thing = Node | Leaf
          type Leaf { text: String }
          type Node @key(fields: "id") {
            id: ID! text: String! nothing: String tags: [String!]! next: Node! absent: Node nexts: [Node!]!
            thing: Thing! things: [Thing!]!
          }
        `,
        resolvers: {
          Query: { node: () => node('n') },
          Thing: { __resolveType: (thing: object) => ('text' in thing ? 'Leaf' : 'Node') },
          Node: {
            text: () => 'a text of some length',
            tags: () => ['one', 'two', ''],
            next: () => node('next'),
            nexts: () => [node('x'), node('y'), node('x')],
            thing: () => ({ text: null }),
            things: () => [{ text: 'leaf' }, node('z')],
          },
        },
      },
      numbers: {
        typeDefs: `type Node @key(fields: "id") { id: ID! int: Int! float: Float flag: Boolean rows: [[Int]] name: String peers: [Node!]! }`,
        resolvers: {
          Node: {
            int: () => 1,
            float: () => 0.123456789,
            flag: () => true,
            rows: () => [[1, null], null, []],
            name: () => 'n'.repeat(100),
            peers: () => [node('p'), node('p')],
          },
        },
      },
    },
    options,
  );
}

const leaves = ['id', 'text', 'nothing', 'tags', 'int', 'float', 'flag', 'rows', 'name', '__typename'];
const nodes = ['next', 'absent', 'nexts', 'peers'];

/** Returns a random selection of a node, with aliases of random length. */
function selectNode(random: Random, depth: number): string {
  const fields = Array.from({ length: 1 + random.below(6) }, (_, n) => {
    const alias = `a${n}_${'x'.repeat(random.below(30))}: `;
    if (depth === 0 || random.below(3) > 0) return alias + random.pick(leaves);
    if (random.below(4) > 0) return `${alias}${random.pick(nodes)} ${selectNode(random, depth - 1)}`;
    const inner = selectNode(random, depth - 1);
    return `${alias}${random.pick(['thing', 'things'])} { __typename ... on Leaf { text } ... on Node ${inner} }`;
  });
  return `{ ${fields.join(' ')} }`;
}

/** Counts the characters of a value's JSON, with one for each number, boolean and null, and the values of other kinds. */
function measure(value: unknown) {
  const counts = { strings: 0, nulls: 0, objects: 0, lists: 0 };
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'string') counts.strings += 1;
    else if (Array.isArray(inner)) counts.lists += 1;
    else if (inner === null) counts.nulls += 1;
    else if (typeof inner === 'object') counts.objects += 1;
    return typeof inner === 'object' || typeof inner === 'string' ? (inner ?? 0) : 0;
  });
  return { characters: text.length, ...counts };
}
