import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGateway } from '@supergraph/engine';
import { expect, onTestFinished, test } from 'vitest';
import { composeSubgraphs } from '../../engine/test/kit/compose-subgraphs.ts';
import { startWay } from './two-ways.ts';

const supergraphOf = (fields: string): string =>
  composeSubgraphs({ one: { typeDefs: `type Query { ${fields} }` } }, () => 'http://one.invalid/');
const withTitle = supergraphOf('name: String title: String fails: String');
const withoutTitle = supergraphOf('name: String fails: String');

test('known operations follow the supergraph: while it changes, each answer is that of one version', async () => {
  let update: (supergraphSdl: string) => void = () => {};
  const gateway = createGateway({
    supergraphSdl: async (hooks) => {
      update = hooks.update;
      return { supergraphSdl: withTitle };
    },
    createSubgraph: () => ({
      execute: async ({ query }) => {
        await nextTurn();
        if (query.includes('fails'))
          return { data: { fails: null }, errors: [{ message: 'No.', path: ['fails'] }] };
        return { data: { name: 'Ada', title: 'Dr' } };
      },
    }),
  });
  const way = await startWay(gateway);
  onTestFinished(() => way.stop());
  const seen = new Map<string, number>();
  let changes = 0;
  const count = 6;
  const ask = async (query: string): Promise<void> => {
    while (changes < count) {
      // A refusal takes no turn of the event loop.
      await nextTurn();
      const { status, body } = await way.ask({ query });
      const { data, errors = [] } = JSON.parse(body);
      const codes = errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code);
      const answer = `${query} ${status ?? 200} ${JSON.stringify(data ?? null)} ${codes}`;
      seen.set(answer, (seen.get(answer) ?? 0) + 1);
    }
  };
  const asking = ['{ name }', '{ title }', '{ fails }'].flatMap((query) => [ask(query), ask(query)]);
  for (; changes < count; changes += 1) {
    const served = new Promise((resolve) => {
      const stop = gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
        if ((apiSchema.getQueryType()?.getFields().title === undefined) === (changes % 2 === 0))
          resolve(stop);
      });
    });
    update(changes % 2 === 0 ? withoutTitle : withTitle);
    await served;
  }
  await Promise.all(asking);
  expect([...seen.keys()].sort()).toEqual([
    '{ fails } 200 {"fails":null} DOWNSTREAM_SERVICE_ERROR',
    '{ name } 200 {"name":"Ada"} ',
    '{ title } 200 {"title":"Dr"} ',
    '{ title } 400 null GRAPHQL_VALIDATION_FAILED',
  ]);
  expect(way.shortcuts()).toBeGreaterThan(0);
});
