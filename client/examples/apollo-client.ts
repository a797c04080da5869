// Prints the latest orders with Apollo Client 4: node apollo-client.js <url of the graph> <token>
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import {
  OrderRowFragmentDoc,
  OrdersPageDocument,
  operationId,
  possibleTypes,
  readFragment,
} from '@supergraph/client';

const [uri = 'http://localhost:4000/graphql', token = ''] = process.argv.slice(2);

// Operations are sent by id, which the gateway knows from the manifest. Without this link they are sent as
// text.
const byId = new PersistedQueryLink({
  generateHash: (document) => operationId(document).replace(/^sha256:/, ''),
});
const client = new ApolloClient({
  link: ApolloLink.from([byId, new HttpLink({ uri, headers: { authorization: `Bearer ${token}` } })]),
  cache: new InMemoryCache({ possibleTypes, typePolicies: { Product: { keyFields: ['sku'] } } }),
});

const { data } = await client.query({ query: OrdersPageDocument, variables: { first: 3 } });
for (const node of data?.orders.nodes ?? []) {
  const { status, total, customer } = readFragment(OrderRowFragmentDoc, node);
  console.log(status, total.amount, total.currency, customer?.id ?? 'customer unknown');
}
