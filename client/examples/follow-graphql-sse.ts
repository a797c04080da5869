// Prints each change of an order with graphql-sse, over server-sent events:
// node follow-graphql-sse.js <url of the graph> <token>
import { setTimeout } from 'node:timers/promises';
import { OrdersFollowedDocument, type OrdersFollowedSubscription, operationId } from '@supergraph/client';
import { createClient } from 'graphql-sse';

const [url = 'http://localhost:4000/graphql', token = ''] = process.argv.slice(2);

// The loop below connects again, after the last event. The client alone would begin with the next one.
const client = createClient({ url, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });
const sha256Hash = operationId(OrdersFollowedDocument).replace(/^sha256:/, '');
const byId = { query: '', extensions: { persistedQuery: { version: 1, sha256Hash } } };

for (let cursor: string | null = null; ; await setTimeout(1_000)) {
  try {
    const variables: { readonly after: string | null } = { after: cursor };
    const results = client.iterate<OrdersFollowedSubscription, { readonly cursor?: string }>({
      ...byId,
      variables,
    });
    for await (const { data, errors, extensions } of results) {
      for (const { message } of errors ?? []) console.error(message);
      if (data) console.log(data.ordersChanged.order.id, data.ordersChanged.order.status);
      cursor = extensions?.cursor ?? cursor;
    }
  } catch (error) {
    console.error(error);
  }
}
