/** Operation that a client sends. */
export type BenchOperation = {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** default: none */
  readonly extensions?: Readonly<Record<string, unknown>>;
};

/** One row of the table: operations that are sent in turn, and the number of connections that send them. */
export type BenchCase = {
  readonly name: CaseName;
  readonly title: string;
  readonly operations: readonly BenchOperation[];
  readonly connections: number;
};

export type CaseName = 'a' | 'b' | 'c' | 'd' | 'e' | 'm';

const operations: Readonly<Record<Exclude<CaseName, 'm'>, BenchOperation>> = {
  a: {
    query: 'query User($id: ID!) { user(id: $id) { id name email city } }',
    variables: { id: '7' },
  },
  b: {
    query: 'query Order($id: ID!) { order(id: $id) { id number status total customer { id name email } } }',
    variables: { id: '7' },
  },
  c: {
    query: `query Orders($first: Int!) {
      orders(first: $first) { id number status total placedAt customer { id name email } }
    }`,
    variables: { first: 100 },
  },
  d: {
    query: `query Heavy($user: ID!, $orders: Int!, $products: Int!, $latest: Int!, $reviews: Int!) {
      user(id: $user) {
        name
        email
        reviews(first: $reviews) { title }
      }
      orders(first: $orders) {
        id number status total placedAt
        customer { ...Person reviews(first: $reviews) { ...Opinion product { name price } } }
        lines {
          quantity unitPrice
          product { id ...Goods averageRating reviews(first: $reviews) { ...Opinion author { ...Person } } }
        }
      }
      products(first: $products) {
        ...Goods
        timesOrdered
        reviews(first: $reviews) { ...Opinion author { ...Person } }
      }
      latestReviews(first: $latest) { ...Opinion body author { ...Person } product { ...Goods } }
    }
    fragment Person on User { id name email city country }
    fragment Goods on Product { sku name price weight category { name slug } }
    fragment Opinion on Review { id rating title }`,
    variables: { user: '7', orders: 30, products: 20, latest: 48, reviews: 2 },
  },
  e: {
    query: 'query Products($first: Int!) { products(first: $first) { id sku name price } }',
    variables: { first: 20_000 },
  },
};

/** The cases in the order of the table. */
export const benchCases: readonly BenchCase[] = [
  { name: 'a', title: 'one subgraph, small', operations: [operations.a], connections: 16 },
  { name: 'b', title: 'one entity hop, small', operations: [operations.b], connections: 16 },
  { name: 'c', title: '100 orders, 100 customers', operations: [operations.c], connections: 16 },
  { name: 'd', title: 'heavy, 4 subgraphs, entities repeat', operations: [operations.d], connections: 16 },
  { name: 'e', title: '20,000 objects in one answer', operations: [operations.e], connections: 4 },
  {
    name: 'm',
    title: 'mixed: 5 of a, 3 of b, 1 of c, 1 of d',
    operations: (['a', 'b', 'a', 'd', 'a', 'b', 'a', 'c', 'a', 'b'] as const).map((name) => operations[name]),
    connections: 16,
  },
];
