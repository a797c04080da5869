import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { GraphQLFormattedError } from 'graphql';
import { onTestFinished } from 'vitest';
import type { QueryTrace } from '../../src/index.ts';
import type { AtEnd } from './share-in-file.ts';

/** An answer as a client parses it from JSON. */
export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** The stock executor reports invalid values here and not in the errors. */
  readonly extensions?: {
    readonly valueCompletion?: readonly GraphQLFormattedError[];
    readonly trace?: QueryTrace;
  };
}

/** Parts of a request besides the operation's text and variables. */
export interface RequestOptions {
  readonly operationName?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contextValue?: Readonly<Record<string, unknown>>;
}

/** Executes an operation as for a client. */
export type ExecuteOperation = (
  query: string,
  variables?: Readonly<Record<string, unknown>>,
  options?: RequestOptions,
) => Promise<Answer>;

/** Options of a server besides its gateway. */
export interface TestServerOptions {
  readonly plugins?: readonly ApolloServerPlugin[];
  /** Called for each logged error. Other log lines would hide a test's results. */
  readonly onError?: (message: string) => void;
  /** default: at the end of the test */
  readonly atEnd?: AtEnd;
}

/** Starts Apollo Server on a gateway. */
export async function startServer(
  gateway: GatewayInterface,
  { plugins = [], onError = () => {}, atEnd = onTestFinished }: TestServerOptions = {},
): Promise<ExecuteOperation> {
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: onError };
  const options = { gateway, plugins: [...plugins], includeStacktraceInErrorResponses: false, logger };
  const server = new ApolloServer(options);
  await server.start();
  atEnd(() => server.stop());
  return async (query, variables = {}, { operationName, headers = {}, contextValue = {} } = {}) => {
    const request = {
      query,
      variables,
      ...(operationName === undefined ? {} : { operationName }),
      http: { method: 'POST', search: '', body: {}, headers: new HeaderMap(Object.entries(headers)) },
    };
    const { body } = await server.executeOperation(request, { contextValue: { ...contextValue } });
    if (body.kind !== 'single') throw new Error(`A test expects one answer, got ${body.kind}`);
    return JSON.parse(JSON.stringify(body.singleResult));
  };
}
