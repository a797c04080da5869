import { ApolloServer, HeaderMap } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { onTestFinished } from 'vitest';
import { createGateway, type GatewayOptions } from '../../src/index.ts';
import { composeSubgraphs } from './compose-subgraphs.ts';
import { type ServedSubgraph, serveSubgraph } from './serve-subgraph.ts';
import type { SubgraphDefinition } from './subgraph-definition.ts';

/** An answer as a client reads it from JSON. */
export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** What a request may carry besides the operation's text and variables. */
export interface RequestOptions {
  readonly operationName?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contextValue?: Readonly<Record<string, unknown>>;
}

/** A gateway in Apollo Server with its subgraphs behind real HTTP; all of it stops with the test. */
export interface ServedGraph {
  readonly server: ApolloServer;
  /** Throws for a name that the test did not define. */
  subgraph(name: string): ServedSubgraph;
  execute(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    options?: RequestOptions,
  ): Promise<Answer>;
}

/** Serves and composes the subgraphs and starts a server on them; `options` go to `createGateway`. */
export async function serveGraph(
  definitions: Readonly<Record<string, SubgraphDefinition>>,
  options: Omit<GatewayOptions, 'supergraphSdl'> = {},
): Promise<ServedGraph> {
  const served = new Map<string, ServedSubgraph>();
  for (const [name, definition] of Object.entries(definitions)) {
    const subgraph = await serveSubgraph(definition);
    onTestFinished(() => subgraph.stop());
    served.set(name, subgraph);
  }
  const subgraph = (name: string): ServedSubgraph => {
    const found = served.get(name);
    if (found === undefined)
      throw new Error(`A test may only ask for a subgraph that it defined, got "${name}"`);
    return found;
  };
  const supergraphSdl = composeSubgraphs(definitions, (name) => subgraph(name).url);
  const server = await startServer({ supergraphSdl, ...options });
  return { server, subgraph, execute: (...request) => execute(server, ...request) };
}

async function startServer(options: GatewayOptions): Promise<ApolloServer> {
  const server = new ApolloServer({
    gateway: createGateway(options),
    includeStacktraceInErrorResponses: false,
  });
  await server.start();
  onTestFinished(() => server.stop());
  return server;
}

async function execute(
  server: ApolloServer,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  { operationName, headers = {}, contextValue = {} }: RequestOptions = {},
): Promise<Answer> {
  const request = {
    query,
    variables,
    ...(operationName === undefined ? {} : { operationName }),
    http: { method: 'POST', search: '', body: {}, headers: new HeaderMap(Object.entries(headers)) },
  };
  const { body } = await server.executeOperation(request, { contextValue: { ...contextValue } });
  if (body.kind !== 'single') throw new Error(`A test expects one answer, got ${body.kind}`);
  return JSON.parse(JSON.stringify(body.singleResult));
}
