import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import { requireOwnerOrScope } from '@supergraph/service-kit/identity/viewer.ts';
import { createPage, type Page, readPageRequest } from '@supergraph/service-kit/pagination/page.ts';
import { readStorableText } from '@supergraph/service-kit/text.ts';
import { isUuid, readId } from '@supergraph/service-kit/uuid.ts';
import { CurrencyResolver, DateTimeISOResolver, SafeIntResolver } from 'graphql-scalars';
import type { Resolvers } from './generated/resolvers.ts';
import { mutations } from './mutations.ts';
import { lineTotal, type Order } from './order.ts';
import {
  actionsOf,
  isVisible,
  maySeeAuthor,
  readListOwner,
  readScope,
  requireVisible,
} from './order-access.ts';
import { readOrderSearch } from './order-search.ts';
import { orderList } from './order-store.ts';
import { isSku, type Product } from './product.ts';
import { productList } from './product-store.ts';
import { orderEvent, stockEvent, subscriptions } from './subscriptions.ts';

/** A page of orders, and the function that counts all orders of its list. */
export interface OrderPage extends Page<Order> {
  readonly count: () => Promise<number>;
}

/** A page of products, and the function that counts all products of its list. */
export interface ProductPage extends Page<Product> {
  readonly count: () => Promise<number>;
}

/** Resolvers. An order that the viewer may not see does not exist, on any path. */
export const resolvers: Resolvers = {
  Currency: CurrencyResolver,
  DateTime: DateTimeISOResolver,
  SafeInt: SafeIntResolver,

  Query: {
    order: async (_, args, { viewer, orderById }) => {
      const id = readId(args.id);
      return requireVisible(viewer, id, await orderById.load(id));
    },

    orders: async (_, args, { viewer, orders }): Promise<OrderPage> => {
      const customerId = readListOwner(
        viewer,
        args.filter?.customerId == null ? undefined : readId(args.filter.customerId, 'customerId'),
      );
      const filter = { ...readOrderSearch(args.search), status: args.filter?.status, customerId };
      const list = orderList('orders');
      const request = readPageRequest(list, args);
      const page = createPage(list, request, await orders.listOrders(filter, request));
      return { ...page, count: () => orders.countOrders(filter) };
    },

    product: async (_, { sku }, { productBySku }) => {
      const product = isSku(sku) ? await productBySku.load(sku) : undefined;
      if (product === undefined) throw new ExpectedError('NOT_FOUND', `No product has the sku "${sku}".`);
      return product;
    },

    products: async (_, args, { products }): Promise<ProductPage> => {
      const { search, maxStock } = args.filter ?? {};
      const filter = {
        search: search == null ? undefined : readStorableText(search, 'search', 100),
        maxStock: maxStock ?? undefined,
      };
      const request = readPageRequest(productList, args);
      const page = createPage(productList, request, await products.listProducts(filter, request));
      return { ...page, count: () => products.countProducts(filter) };
    },
  },

  Mutation: mutations,
  Subscription: subscriptions,
  OrderEvent: orderEvent,
  StockEvent: stockEvent,

  Order: {
    __resolveReference: async ({ id }, { viewer, orderById }) => {
      const order = await orderById.load(readId(id));
      return order && isVisible(viewer, order) ? order : null;
    },
    lines: async ({ id }, _, { linesOfOrder }) => [...(await linesOfOrder.load(id))],
    customer: ({ customerId }) => ({ id: customerId }),
    actions: (order, _, { viewer }) => actionsOf(viewer, order),
    history: async ({ id, customerId, placedAt }, _, { changesOfOrder }) => [
      { status: 'PLACED', at: placedAt, by: customerId, reason: undefined },
      ...(await changesOfOrder.load(id)),
    ],
  },

  OrderChange: {
    by: ({ by }, _, { viewer }) =>
      by !== undefined && isUuid(by) && maySeeAuthor(viewer, by) ? { id: by } : null,
  },

  OrderLine: {
    product: async ({ sku }, _, { productBySku }) => {
      const product = await productBySku.load(sku);
      if (product === undefined) throw new Error(`an order names the product "${sku}", which does not exist`);
      return product;
    },
    total: lineTotal,
  },

  Product: {
    __resolveReference: async ({ sku }, { productBySku }) =>
      isSku(sku) ? ((await productBySku.load(sku)) ?? null) : null,
  },

  ProductConnection: {
    totalCount: ({ count }) => count(),
  },

  User: {
    __resolveReference: ({ id }) => ({ id: readId(id) }),
    orders: async ({ id }, args, { viewer, ordersOfCustomer, countOfCustomer }): Promise<OrderPage> => {
      requireOwnerOrScope(viewer, id, readScope);
      const list = orderList(`orders of ${id}`);
      const question = { customerId: id, status: args.status, page: readPageRequest(list, args) };
      const page = createPage(list, question.page, await ordersOfCustomer.load(question));
      return { ...page, count: () => countOfCustomer.load(question) };
    },
    orderStats: ({ id }, _, { viewer, statsOfCustomer }) => {
      requireOwnerOrScope(viewer, id, readScope);
      return statsOfCustomer.load(id);
    },
  },

  OrderConnection: {
    totalCount: ({ count }) => count(),
  },
};
