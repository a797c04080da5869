/** One row of the table: an operation on the real graph. */
export type GraphCase = {
  readonly name: 'order' | 'orders' | 'user' | 'place';
  readonly title: string;
  readonly query: string;
  /** Variables, sent in turn. `%UNIQUE%` in a value becomes another id in every request. */
  readonly variables: readonly Readonly<Record<string, unknown>>[];
};

/** Number of rows in the databases. */
export const rowCounts = { users: 2_000, orders: 20_000, products: 200 } as const;

/** Returns the id of the nth user, order or product of the bench. */
export const ids = {
  user: (n: number) => `00000000-0000-4000-8000-${hex(n)}`,
  order: (n: number) => `00000000-0000-4000-9000-${hex(n)}`,
  product: (n: number) => `SKU-${String(n).padStart(4, '0')}`,
} as const;

/** The cases in the order of the table. */
export const graphCases: readonly GraphCase[] = [
  {
    name: 'order',
    title: 'one order with its customer',
    query: `query Order($id: ID!) {
      order(id: $id) { id status placedAt total { amount currency } customer { id name email } }
    }`,
    variables: [{ id: ids.order(77) }],
  },
  {
    name: 'orders',
    title: '100 orders with their customers',
    query: `query Orders {
      orders(first: 100) {
        nodes { id status placedAt total { amount currency } customer { id name email } }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    variables: [{}],
  },
  {
    name: 'user',
    title: 'a user with tier and orders',
    query: `query User($id: ID!) {
      user(id: $id) {
        id name email tier
        orderStats { count spent { amount currency } }
        orders(first: 10) { totalCount nodes { id status total { amount currency } } }
      }
    }`,
    variables: [{ id: ids.user(77) }],
  },
  {
    name: 'place',
    title: 'place an order of two products',
    query: `mutation Place($input: PlaceOrderInput!) {
      placeOrder(input: $input) {
        __typename
        ... on OrderPlaced { order { status total { currency } lines { quantity } customer { id name } } }
      }
    }`,
    // An order locks the rows of its products: concurrent orders take different products.
    variables: Array.from({ length: 100 }, (_, n) => ({
      input: {
        idempotencyKey: '%UNIQUE%',
        lines: [n, n + 100].map((product) => ({ sku: ids.product(product), quantity: 1 })),
      },
    })),
  },
];

function hex(n: number): string {
  return n.toString(16).padStart(12, '0');
}
