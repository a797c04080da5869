import { expect, onTestFinished, test } from 'vitest';
import { createGateway } from '../../src/index.ts';
import { startCacheServer } from '../kit/ask-cache-header.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { replyJson } from '../kit/reply-json.ts';
import { serveSubgraph } from '../kit/serve-subgraph.ts';
import { link } from './access-graph.ts';

test('an answer that access rules affect is private, whatever its subgraph allows', async () => {
  const definition = { typeDefs: `${link} type Query { open: Int mine: Int @authenticated }` };
  const subgraph = await serveSubgraph(definition);
  onTestFinished(() => subgraph.stop());
  const data = { open: 1, mine: 2 };
  subgraph.intercept(replyJson({ data }, 200, { 'cache-control': 'public, max-age=60' }));
  const ask = await startCacheServer(
    createGateway({
      supergraphSdl: composeSubgraphs({ only: definition }, () => subgraph.url),
      authorization: { viewer: () => ({ authenticated: true, scopes: new Set() }) },
    }),
  );
  expect(await ask('{ open }')).toBe('max-age=60, public');
  expect(await ask('{ open mine }')).toBe('max-age=60, private');
});
