import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { operationId, possibleTypes } from '../../../src/index.ts';
import { isUnauthenticated } from './problems.ts';

/** Who the client asks for, and what happens when the gateway does not know them any more. */
export interface GraphClientOptions {
  readonly token: string;
  readonly onSignedOut: () => void;
}

/**
 * Creates the client of one signed-in viewer, with a cache of its own. A desk that was built sends the ids of its
 * operations and never a text; in Vite's development server, where operations change by the minute, it sends texts.
 */
export function createGraphClient({ token, onSignedOut }: GraphClientOptions): ApolloClient {
  const http = new HttpLink({ uri: '/graphql', headers: { authorization: `Bearer ${token}` } });
  const watch = new ErrorLink(({ error }) => {
    if (isUnauthenticated(error)) onSignedOut();
  });
  const links = import.meta.env.PROD ? [watch, createIdLink(), http] : [watch, http];
  return new ApolloClient({
    link: ApolloLink.from(links),
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { Product: { keyFields: ['sku'] } },
    }),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network' } },
  });
}

/** An id that the gateway does not know is an error like any other: the text is not sent after it. */
function createIdLink(): ApolloLink {
  return new PersistedQueryLink({
    generateHash: (document) => operationId(document).replace(/^sha256:/, ''),
    disable: () => false,
    retry: () => false,
  });
}
