// Prints each change of an order with Apollo Client 4, over its multipart protocol:
// node follow-apollo-client.js <url of the graph> <token>
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { OrdersFollowedDocument, operationId, possibleTypes } from '@supergraph/client';

const [uri = 'http://localhost:4000/graphql', token = ''] = process.argv.slice(2);

const byId = new PersistedQueryLink({
  generateHash: (document) => operationId(document).replace(/^sha256:/, ''),
});
const client = new ApolloClient({
  link: ApolloLink.from([byId, new HttpLink({ uri, headers: { authorization: `Bearer ${token}` } })]),
  cache: new InMemoryCache({ possibleTypes }),
});

/** Follows orders after a cursor. A subscription that ends begins again after the last event. */
function follow(after: string | null): void {
  let cursor = after;
  client.subscribe({ query: OrdersFollowedDocument, variables: { after } }).subscribe({
    next({ data, error, extensions }) {
      if (error) console.error(error.message);
      if (data) console.log(data.ordersChanged.order.id, data.ordersChanged.order.status);
      if (typeof extensions?.cursor === 'string') cursor = extensions.cursor;
    },
    complete: () => setTimeout(() => follow(cursor), 1_000),
  });
}

follow(null);
