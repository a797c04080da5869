// Prints the latest orders with nothing but fetch: node plain-fetch.js <url of the graph> <token>
import {
  OrderRowFragmentDoc,
  OrdersPageDocument,
  operationId,
  readFragment,
  type TypedDocumentNode,
} from '@supergraph/client';

const [url = 'http://localhost:4000/graphql', token = ''] = process.argv.slice(2);

/** Executes an operation by its id. Throws the graph's messages if it answers with errors. */
async function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ documentId: operationId(document), variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map(({ message }: { readonly message: string }) => message).join(' '));
  return data;
}

const { orders } = await ask(OrdersPageDocument, { first: 3 });
for (const node of orders.nodes) {
  const { status, total, customer } = readFragment(OrderRowFragmentDoc, node);
  console.log(status, total.amount, total.currency, customer?.id ?? 'customer unknown');
}
