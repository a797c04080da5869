import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';
import { type Person, staff } from './people.ts';
import type { TestGraph } from './test-graph.ts';

/** Target of operations. */
type Graph = Pick<TestGraph, 'ask'>;

/** Fields that distinguish the results of placing and changing an order. */
const results = `
  __typename
  ... on Failure { message }
  ... on OrderPlaced { order { ...order } }
  ... on ProductNotFound { skus }
  ... on OutOfStock { products { sku stock } }
  ... on MixedCurrencies { currencies }
  ... on IdempotencyKeyReused { order { id } }`;

const order = `fragment order on Order {
  id status placedAt total { amount currency } customer { id }
  lines { product { sku stock } quantity unitPrice { amount currency } total { amount currency } }
}`;

/** A line as a customer writes it: a SKU and a quantity. */
export type Line = readonly [sku: string, quantity: number];

/** Places an order through the gateway. Without a key it uses a new one. */
export function placeOrder(
  graph: Graph,
  as: Person,
  lines: readonly Line[],
  idempotencyKey: string = randomUUID(),
): Promise<Answer> {
  return graph.ask(
    `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ${results} } } ${order}`,
    {
      as,
      variables: { input: { idempotencyKey, lines: lines.map(([sku, quantity]) => ({ sku, quantity })) } },
    },
  );
}

const mutations = {
  PAID: 'payOrder',
  SHIPPED: 'shipOrder',
  DELIVERED: 'deliverOrder',
  CANCELLED: 'cancelOrder',
} as const;

/** A status that an order can be moved to. */
export type Target = keyof typeof mutations;

/** Moves an order to a status through the gateway. The result field is named `change`. */
export function changeOrder(graph: Graph, id: string, to: Target, as: Person = staff): Promise<Answer> {
  return graph.ask(
    `mutation ($id: ID!) {
      change: ${mutations[to]}(id: $id) {
        __typename
        ... on OrderChanged { order { id status } }
        ... on OrderNotFound { message id }
        ... on IllegalStatusChange { message allowed order { id status } }
      }
    }`,
    { as, variables: { id } },
  );
}

/** Adds a product to the catalogue, or sets the price and stock of an existing one. */
export async function stockProduct(
  graph: Pick<TestGraph, 'orders'>,
  {
    sku,
    amount = 100,
    currency = 'EUR',
    stock = 10,
  }: {
    readonly sku: string;
    readonly amount?: number;
    readonly currency?: string;
    readonly stock?: number;
  },
): Promise<void> {
  await graph.orders.sql(
    `insert into products (sku, name, price_amount, price_currency, stock) values ($1, $1, $2, $3, $4)
     on conflict (sku) do update set price_amount = $2, price_currency = $3, stock = $4`,
    [sku, amount, currency, stock],
  );
}

/** Returns the stock of a product from its table. */
export async function stockOf(graph: Pick<TestGraph, 'orders'>, sku: string): Promise<unknown> {
  return (await graph.orders.sql('select stock from products where sku = $1', [sku]))[0]?.stock;
}

/** Returns the numbers of orders and lines, and the stock: a refused order must not change them. */
export async function readLedger(graph: TestGraph): Promise<unknown> {
  return graph.orders.sql(
    `select (select count(*) from orders) as orders, (select count(*) from order_lines) as lines,
            (select sum(stock) from products) as stock`,
  );
}
