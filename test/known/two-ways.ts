import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { apolloServerOptions } from '@supergraph/service-kit/apollo-server-options.ts';
import { createErrorMask } from '@supergraph/service-kit/errors.ts';
import type { Gateway } from '@supergraph/service-kit/known/executor.ts';
import { createKnownOperationsServer } from '@supergraph/service-kit/known/known-operations-server.ts';
import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import { createLog, type Log } from '@supergraph/service-kit/log.ts';

/** Whole response, for comparison. */
export interface Response {
  readonly status: number | undefined;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Server of one gateway. */
export interface Way {
  readonly ask: (body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  /** Returns how many answers were given without Apollo Server's pipeline. */
  readonly shortcuts: () => number;
  readonly stop: () => Promise<void>;
}

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });

/** Plugin that every request must pass, so that no operation is known. */
export const everyRequest: KnownPlugin = { requestDidStart: async () => {} };

/** Starts a server of a gateway, with further plugins. */
export async function startWay(
  gateway: Gateway,
  plugins: readonly KnownPlugin[] = [],
  createContext: () => BaseContext = () => ({}),
  logger: Log = log,
): Promise<Way> {
  let shortcuts = 0;
  const counter: KnownPlugin = {
    known: {
      didResolveOperation: () => {
        shortcuts += 1;
      },
    },
  };
  const server = createKnownOperationsServer({
    ...apolloServerOptions(logger),
    gateway,
    formatError: createErrorMask(log),
    plugins: [ApolloServerPluginLandingPageDisabled(), counter, ...plugins],
  });
  return { ...(await serve(server, createContext)), shortcuts: () => shortcuts };
}

/** Starts a server, without HTTP. */
export async function serve(
  server: ApolloServer,
  createContext: () => BaseContext = () => ({}),
): Promise<Pick<Way, 'ask' | 'stop'>> {
  await server.start();
  return {
    async ask(body, headers = {}) {
      const {
        status,
        headers: responseHeaders,
        body: answered,
      } = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: 'POST',
          headers: new HeaderMap(Object.entries({ 'content-type': 'application/json', ...headers })),
          search: '',
          body,
        },
        context: async () => createContext(),
      });
      if (answered.kind !== 'complete') throw new Error('a whole answer is expected');
      return { status, headers: [...responseHeaders], body: answered.string };
    },
    stop: () => server.stop(),
  };
}
