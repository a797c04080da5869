import { Supergraph } from '@apollo/federation-internals';
import { test } from 'vitest';
import { createGateway } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { askSchema, askSubgraph } from './ask-subgraph.ts';
import { startServer } from './start-server.ts';
import { createStockGateway } from './stock-gateway.ts';
import { SUBGRAPH_SDL } from './subgraph-sdl.ts';
import { readFileSync } from 'node:fs';
test('x', async () => {
  const sdl = composeSubgraphs(Object.fromEntries(Object.entries(SUBGRAPH_SDL).map(([n, typeDefs]) => [n, { typeDefs }])), (n) => `http://${n}`);
  const api = Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();
  const ask = (who: string) => async (name: string, r: any) => { const a = await askSubgraph(name, r); console.log(who, name, r.query, JSON.stringify(r.variables), '=>', JSON.stringify(a).slice(0, 300)); return a; };
  const stock = await startServer(createStockGateway(sdl, ask('S')));
  const ours = await startServer(createGateway({ supergraphSdl: sdl, createSubgraph: ({ name }) => ({ execute: ({ query, variables }) => ask('O')(name, { query, variables }) }) }));
  for (const line of readFileSync('/tmp/q.txt', 'utf8').trim().split('\n')) {
    const [query, v] = line.split('#') as [string, string?]; const op = { query, variables: JSON.parse(v ?? '{}') };
    console.log(query, '\nT', JSON.stringify(await askSchema(api, op, true)), '\nS', JSON.stringify(await stock(op)), '\nO', JSON.stringify(await ours(op)));
  }
});
