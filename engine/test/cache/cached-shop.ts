import {
  type AnswerCache,
  type AnswerCacheOptions,
  createAnswerCache,
  createHttpSubgraph,
} from '../../src/index.ts';
import { type ServedGraph, serveGraph } from '../kit/serve-graph.ts';
import type { RequestOptions } from '../kit/start-server.ts';
import type { SubgraphDefinition } from '../kit/subgraph-definition.ts';

/** Shop whose answers are cached: products are public for 60 s, users private for 60 s, orders not at all. */
export interface CachedShop extends ServedGraph {
  readonly cache: AnswerCache;
  /** Lets seconds pass. */
  readonly pass: (seconds: number) => void;
  /** Current prices by SKU. Users see their own name for each other. */
  readonly prices: Map<string, number>;
  /** Headers of answers about products. A test may replace them. */
  readonly control: { products: string };
  /** Representations and root fields that a subgraph was asked for since the last call. */
  readonly askedOf: (subgraph: string) => readonly unknown[];
}

/** Serves the shop. */
export async function serveShop(options: Partial<AnswerCacheOptions> = {}): Promise<CachedShop> {
  let now = Date.parse('2026-03-01T09:30:00Z');
  const prices = new Map([
    ['mug', 5],
    ['cup', 3],
    ['pot', 20],
  ]);
  const control = { products: 'max-age=60, public' };
  const cache = createAnswerCache({
    now: () => now,
    keysOf: ({ contextValue }) => ({ everyone: 'all', viewer: `all ${String(contextValue.viewer)}` }),
    ...options,
  });
  const graph = await serveGraph(createSubgraphs(prices, control), {
    createSubgraph: ({ name, url }) => cache.wrap(name, createHttpSubgraph({ url, timeoutMs: 60_000 })),
    trace: ({ headers }) => headers?.get('trace') === 'yes',
  });
  const askedOf = (name: string) => {
    const requests = graph.subgraph(name).requests.splice(0);
    return requests.map(({ variables, query }) => variables.representations ?? query);
  };
  const pass = (seconds: number): void => {
    now += seconds * 1_000;
  };
  return { ...graph, cache, pass, prices, control, askedOf };
}

function createSubgraphs(
  prices: CachedShop['prices'],
  control: CachedShop['control'],
): Readonly<Record<string, SubgraphDefinition>> {
  return {
    orders: {
      typeDefs: `
          type Query { orders: [Line!]! }
          type Mutation { order: Boolean }
          type Line { product: Product! buyer: User! }
          type Product @key(fields: "sku") { sku: ID! }
          type User @key(fields: "id") { id: ID! }
        `,
      resolvers: {
        Query: {
          orders: () => [...prices.keys()].map((sku) => ({ product: { sku }, buyer: { id: `u-${sku}` } })),
        },
        Mutation: { order: () => true },
      },
    },
    products: {
      typeDefs: `
          type Query { products: [Product!]! product(sku: ID!): Product }
          type Product @key(fields: "sku") { sku: ID! price: Int reviews: [Review!]! }
          type Review { text: String! }
        `,
      headersOf: () => ({ 'cache-control': control.products }),
      resolvers: {
        Query: {
          products: () => [...prices.keys()].map((sku) => ({ sku })),
          product: (_: unknown, { sku }: { sku: string }) => (prices.has(sku) ? { sku } : null),
        },
        Product: {
          __resolveReference: ({ sku }) => (prices.has(sku) ? { sku } : null),
          price({ sku }) {
            const price = prices.get(sku);
            if (price === -1) throw new Error('No price');
            return price;
          },
          reviews: ({ sku }) => [{ text: `good ${sku}` }],
        },
      },
    },
    users: {
      typeDefs: `
          type Query { me: User }
          type Mutation { rename: Boolean }
          type User @key(fields: "id") { id: ID! name: String }
        `,
      headersOf: () => ({ 'cache-control': 'max-age=60, private' }),
      resolvers: {
        Query: { me: () => ({ id: 'me' }) },
        Mutation: { rename: () => true },
        User: { __resolveReference: ({ id }) => ({ id }), name: ({ id }) => `name of ${id}` },
      },
    },
  };
}

/** Options of a request by a viewer. */
export const by = (viewer: string): RequestOptions => ({ contextValue: { viewer } });

/** Representations of products. */
export const products = (...skus: readonly string[]) => skus.map((sku) => ({ __typename: 'Product', sku }));
