import { composeServices } from '@apollo/composition';
import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  createEngine,
  createGateway,
  createLocalSubgraph,
  noClient,
  type Subgraph,
} from '@supergraph/engine';
import { parse } from 'graphql';
import { createRequest } from '../../engine/test/kit/create-request.ts';
import type { Filler } from './gateway-fillers.ts';
import { documentOfComments } from './hostile-texts.ts';

/** Fillers of the engine's caches, through a server that caches no documents itself. */
export const engineFillers: Readonly<Record<string, Filler>> = {
  'operations that consist mostly of comments': async () => {
    const server = await startServer();
    for (let n = 0; n < 100; n++) await ask(server, documentOfComments(n, 60_000).replace('__typename', 'a'));
    return server;
  },
  'operations of documents with many': async () => {
    const server = await startServer();
    const fields = Array.from({ length: 40 }, (_, n) => `a${n}: a`).join(' ');
    const query = Array.from({ length: 150 }, (_, n) => `query Q${n} { ${fields} }`).join(' ');
    for (let n = 0; n < 150; n++) await ask(server, query, `Q${n}`);
    return server;
  },
  'operations with long names': async () => {
    const server = await startServer();
    for (let n = 0; n < 100; n++) {
      const name = `N${n}${'n'.repeat(200_000)}`;
      await ask(server, `query ${name} { a }`, name);
    }
    return server;
  },
  'texts that an engine without a server reads': async () => {
    const engine = createEngine({ supergraph: compose(), createSubgraph });
    await engine.load();
    for (let n = 0; n < 1_000; n++) {
      const text = `{ ${Array.from({ length: 800 }, (_, field) => `b${n}_${field}: __typename`).join(' ')} }`;
      const prepared = await engine.prepare({ text, client: noClient });
      if (prepared.kind === 'refused') throw new Error(JSON.stringify(prepared));
      prepared.release();
    }
    return engine;
  },
  'documents of subgraphs in this process': async () => {
    const subgraph = createLocalSubgraph({ schema: buildSubgraphSchema([{ typeDefs }]) });
    for (let n = 0; n < 1_000; n++) {
      const query = `{ ${Array.from({ length: 800 }, (_, field) => `b${n}_${field}: a`).join(' ')} }`;
      await subgraph.execute(createRequest({ query }));
    }
    return subgraph;
  },
};

const typeDefs = parse('type Query { a(b: [Int]): Int }');

function compose(): string {
  return composeServices([{ name: 'a', url: 'http://a.invalid', typeDefs }]).supergraphSdl ?? '';
}

function createSubgraph(): Subgraph {
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: { Query: { a: () => 1 } } }]);
  return createLocalSubgraph({ schema });
}

async function startServer(): Promise<ApolloServer> {
  const server = new ApolloServer({
    gateway: createGateway({ supergraphSdl: compose(), createSubgraph }),
    documentStore: null,
  });
  await server.start();
  return server;
}

async function ask(server: ApolloServer, query: string, operationName?: string): Promise<void> {
  const { body } = await server.executeOperation({ query, ...(operationName && { operationName }) });
  if (body.kind !== 'single' || body.singleResult.errors) throw new Error(JSON.stringify(body));
}
