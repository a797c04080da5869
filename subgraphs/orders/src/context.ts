import type { PageRequest } from '@supergraph/service-kit/pagination/page.ts';
import type { RequestContext } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import DataLoader from 'dataloader';
import type { Kysely } from 'kysely';
import type { Order, OrderChange, OrderLine, OrderStats } from './order.ts';
import type { OrderStatus } from './order-status.ts';
import { createOrderStore, type OrderStore } from './order-store.ts';
import { createPlacementStore, type PlacementStore } from './placement-store.ts';
import type { Product } from './product.ts';
import { createProductStore, type ProductStore } from './product-store.ts';
import type { OrdersTables } from './tables.ts';

/** State that the resolvers of one request share. A loader sends one statement for all keys of one turn. */
export type OrdersContext = OrdersData & RequestContext;

/** Stores and loaders of one request. A loader sends one statement for all keys of one turn. */
export interface OrdersData {
  readonly orders: OrderStore;
  readonly products: ProductStore;
  readonly placements: PlacementStore;
  readonly orderById: DataLoader<string, Order | undefined>;
  readonly productBySku: DataLoader<string, Product | undefined>;
  readonly linesOfOrder: DataLoader<string, readonly OrderLine[]>;
  readonly changesOfOrder: DataLoader<string, readonly OrderChange[]>;
  readonly statsOfCustomer: DataLoader<string, OrderStats>;
  readonly ordersOfCustomer: DataLoader<CustomerOrders, readonly Order[], string>;
  readonly countOfCustomer: DataLoader<CustomerOrders, number, string>;
  /** Clears the loaders. Must be called after a write, so that the fields below it show the new state. */
  readonly clearLoaders: () => void;
}

export interface CustomerOrders {
  readonly customerId: string;
  readonly status: OrderStatus | null | undefined;
  readonly page: PageRequest;
}

/** Creates the stores and loaders of one request. */
export function createOrdersData(db: Kysely<OrdersTables>): OrdersData {
  const orders = createOrderStore(db);
  const products = createProductStore(db);
  const loaders = {
    orderById: new DataLoader((ids: readonly string[]) => orders.loadOrders(ids)),
    productBySku: new DataLoader((skus: readonly string[]) => products.loadProducts(skus)),
    linesOfOrder: new DataLoader((ids: readonly string[]) => orders.loadLines(ids)),
    changesOfOrder: new DataLoader((ids: readonly string[]) => orders.loadChanges(ids)),
    statsOfCustomer: new DataLoader((ids: readonly string[]) => orders.loadStats(ids)),
    ordersOfCustomer: loadByArguments((ids, { status, page }) => orders.loadPages(ids, { status }, page)),
    countOfCustomer: loadByArguments((ids, { status }) => orders.loadCounts(ids, { status })),
  };
  const clearLoaders = (): void => {
    for (const loader of Object.values(loaders)) loader.clearAll();
  };
  return { orders, products, placements: createPlacementStore(db), ...loaders, clearLoaders };
}

/** Sends one statement for all customers with equal arguments. */
function loadByArguments<T>(
  load: (customerIds: readonly string[], question: CustomerOrders) => Promise<readonly T[]>,
) {
  const argumentsOf = ({ status, page }: CustomerOrders): string => JSON.stringify([status, page]);
  return new DataLoader<CustomerOrders, T, string>(
    async (keys) => {
      const answers = new Array<T>(keys.length);
      const indexed = keys.map((key, index) => ({ key, index }));
      const groups = [...Map.groupBy(indexed, ({ key }) => argumentsOf(key))].map(async ([, group]) => {
        const [asked] = group;
        const ids = group.map(({ key }) => key.customerId);
        const found = asked === undefined ? [] : await load(ids, asked.key);
        found.forEach((answer, position) => {
          const place = group[position];
          if (place !== undefined) answers[place.index] = answer;
        });
      });
      await Promise.all(groups);
      return answers;
    },
    { cacheKeyFn: (key) => `${key.customerId} ${argumentsOf(key)}` },
  );
}
