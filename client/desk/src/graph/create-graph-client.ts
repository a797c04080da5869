import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { OperationTypeNode } from 'graphql';
import { operationId, possibleTypes } from '../../../src/index.ts';
import { createStreamLink } from './create-stream-link.ts';
import { isUnauthenticated } from './problems.ts';

/** Identity of the signed-in viewer, and the reaction to a token that the gateway rejects. */
export interface GraphClientOptions {
  readonly token: string;
  readonly onSignedOut: () => void;
}

/**
 * Creates the client of one signed-in viewer, with a cache of its own. The built desk sends operation ids and never
 * operation texts. Vite's development server sends texts, since operations change while they are edited.
 */
export function createGraphClient({ token, onSignedOut }: GraphClientOptions): ApolloClient {
  const graph = { uri: '/graphql', headers: { authorization: `Bearer ${token}` } };
  const send = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    createStreamLink(graph),
    new HttpLink(graph),
  );
  const watch = new ErrorLink(({ error }) => {
    if (isUnauthenticated(error)) onSignedOut();
  });
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

/** Sends operations by id. An unknown id is an error like any other: the text is not sent afterwards. */
function createIdLink(): ApolloLink {
  return new PersistedQueryLink({
    generateHash: (document) => operationId(document).replace(/^sha256:/, ''),
    disable: () => false,
    retry: () => false,
  });
}
