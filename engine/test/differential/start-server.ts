import { ApolloServer } from '@apollo/server';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { GraphQLFormattedError } from 'graphql';
import type { GeneratedOperation } from './generate-operation.ts';

/** An answer as a client reads it; the stock executor tells of invalid values beside the errors. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: { readonly valueCompletion?: readonly GraphQLFormattedError[] };
}

/** Executes an operation as a client would have it executed. */
export type ExecuteOperation = (operation: GeneratedOperation) => Promise<Answer>;

/** Starts Apollo Server on a gateway. Operations that are run again and again are parsed once. */
export async function startServer(gateway: GatewayInterface): Promise<ExecuteOperation> {
  const server = new ApolloServer({ gateway, includeStacktraceInErrorResponses: false });
  await server.start();
  return async ({ query, variables }) => {
    const { body } = await server.executeOperation({ query, variables });
    if (body.kind !== 'single') throw new Error(`One answer is expected, got ${body.kind}`);
    return JSON.parse(JSON.stringify(body.singleResult));
  };
}
