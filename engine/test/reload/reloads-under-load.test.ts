import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { cases } from '../kit/cases.ts';
import { serveChangingGraph } from '../kit/serve-changing-graph.ts';
import type { Answer } from '../kit/start-server.ts';

const people = {
  typeDefs: 'type Query { people: [Person] } type Person @key(fields: "id") { id: ID! name: String }',
  resolvers: { Query: { people: () => [1, 2, 3].map((id) => ({ id: String(id), name: `P${id}` })) } },
};
const ages = {
  typeDefs: 'type Person @key(fields: "id") { id: ID! age: Int }',
  resolvers: {
    Person: { __resolveReference: ({ id }: { id: string }) => ({ id, age: 30 + Number(id) }) },
  },
};

const reloads = cases === 'few' ? 4 : 30;

test(`${reloads} reloads under load fail no request and give no wrong answer`, async () => {
  const graph = await serveChangingGraph({ people, ages });
  const versions = Array.from({ length: 3 }, (_, index) =>
    graph.compose({
      people: { ...people, typeDefs: `${people.typeDefs} type Extra${index} { a: Int }` },
      ages,
    }),
  );
  const operations = [
    ['{ people { name age } }', [1, 2, 3].map((id) => ({ name: `P${id}`, age: 30 + id }))],
    ['{ people { id } }', [1, 2, 3].map((id) => ({ id: String(id) }))],
    ['{ people { years: age } }', [1, 2, 3].map((id) => ({ years: 30 + id }))],
  ] as const;
  for (const [query] of operations) await graph.execute(query);
  const wrong: Answer[] = [];
  let asked = 0;
  let isOver = false;
  const askInTurn = async (): Promise<void> => {
    while (!isOver) {
      const [query, people] = operations[asked++ % operations.length] ?? operations[0];
      const answer = await graph.execute(query);
      if (JSON.stringify(answer) !== JSON.stringify({ data: { people } })) wrong.push(answer);
      // The client pauses, since the build of the next supergraph has the lowest priority on a busy machine.
      await setTimeout(10);
    }
  };
  const clients = Array.from({ length: 8 }, askInTurn);
  const outcomes: unknown[] = [];
  for (let reload = 0; reload < reloads; reload++) {
    outcomes.push(await graph.change(versions[reload % versions.length] ?? ''));
  }
  isOver = true;
  await Promise.all(clients);
  expect(outcomes).toEqual(
    outcomes.map(() =>
      expect.objectContaining({ outcome: 'served', warmUp: expect.objectContaining({ planned: 3 }) }),
    ),
  );
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(reloads * 10);
}, 240_000);
