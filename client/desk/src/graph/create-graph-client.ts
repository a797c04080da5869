import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { ErrorLink } from '@apollo/client/link/error';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { RetryLink } from '@apollo/client/link/retry';
import { OperationTypeNode } from 'graphql';
import { catchError, from, mergeMap, tap, throwError } from 'rxjs';
import { operationId, possibleTypes } from '../../../src/index.ts';
import { type Credentials, createSignedFetch } from '../session/credentials.ts';
import { createStreamLink } from './create-stream-link.ts';
import { isUnauthenticated } from './problems.ts';

/** Credentials of the signed-in viewer, and the reaction to a token that the gateway rejects for good. */
export interface GraphClientOptions {
  readonly credentials: Credentials;
  readonly onSignedOut: () => void;
}

/**
 * Creates the client of one signed-in viewer, with a cache of its own. The built desk sends operation ids and never
 * operation texts. Vite's development server sends texts, since operations change while they are edited.
 */
export function createGraphClient({ credentials, onSignedOut }: GraphClientOptions): ApolloClient {
  const graph = { uri: '/graphql', fetch: createSignedFetch(credentials) };
  const send = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    createStreamLink({ ...graph, renew: credentials.renew }),
    ApolloLink.from([createRepeatLink(), new HttpLink(graph)]),
  );
  const watch = createSignInLink(credentials, onSignedOut);
  const links = import.meta.env.PROD ? [watch, createIdLink(), send] : [watch, send];
  return new ApolloClient({
    link: ApolloLink.from(links),
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { Product: { keyFields: ['sku'] } },
    }),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network' } },
  });
}

/** Sends an operation a second time with a new token if the first is rejected. If there is no new token, the session ends. */
function createSignInLink({ renew }: Credentials, onSignedOut: () => void): ApolloLink {
  return new ErrorLink(({ error, operation, forward }) => {
    if (!isUnauthenticated(error)) return;
    return from(renew()).pipe(
      mergeMap((isRenewed) => (isRenewed ? forward(operation) : throwError(() => error))),
      tap((result) => {
        if (result.errors && isUnauthenticated(new CombinedGraphQLErrors(result))) onSignedOut();
      }),
      catchError((last: unknown) => {
        if (isUnauthenticated(last)) onSignedOut();
        return throwError(() => last);
      }),
    );
  });
}

/**
 * Sends an operation up to three times if its answer is lost, as when the process of the gateway is killed: a query, or a
 * mutation whose idempotency key makes that safe.
 */
function createRepeatLink(): ApolloLink {
  return new RetryLink({
    attempts: {
      max: 3,
      retryIf: (error, { operationType, variables: { input } }) =>
        isLost(error) &&
        (operationType === OperationTypeNode.QUERY || Object(input).idempotencyKey !== undefined),
    },
  });
}

/** Returns whether the connection was lost, or a proxy lost its connection to the gateway. */
function isLost(error: unknown): boolean {
  return ServerError.is(error) ? error.statusCode === 502 : error instanceof TypeError;
}

/** Sends operations by id. An unknown id is an error like any other: the text is not sent afterwards. */
function createIdLink(): ApolloLink {
  return new PersistedQueryLink({
    generateHash: (document) => operationId(document).replace(/^sha256:/, ''),
    disable: () => false,
    retry: () => false,
  });
}
