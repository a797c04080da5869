import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { OrdersContext } from '@supergraph/orders/context.ts';
import type { Order } from '@supergraph/orders/order.ts';
import { readScope as ordersReadScope } from '@supergraph/orders/order-access.ts';
import { resolvers as orders } from '@supergraph/orders/resolvers.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { requireOwnerOrScope } from '@supergraph/service-kit/identity/viewer.ts';
import type { UsersContext } from '@supergraph/users/context.ts';
import { resolvers as users } from '@supergraph/users/resolvers.ts';
import { tierFor } from '@supergraph/users/tier.ts';
import type { User } from '@supergraph/users/user.ts';
import type { GraphQLSchema } from 'graphql';

/** Context of one request: the loaders of both databases. */
export type HandwrittenContext = OrdersContext & UsersContext;

/**
 * Creates the graph as one server without federation: the same fields over the same stores and loaders. The fields that
 * cross services, an order's customer and a user's tier, are resolved directly.
 */
export function createHandwrittenSchema(): GraphQLSchema {
  const { __resolveReference: _order, ...orderFields } = orders.Order ?? {};
  const { __resolveReference: _customer, ...customerFields } = orders.User ?? {};
  const { __resolveReference: _user, ...userFields } = users.User ?? {};
  const { Product: _product, ...orderTypes } = orders;
  return makeExecutableSchema<HandwrittenContext>({
    typeDefs: readFileSync(new URL('schema/api.graphql', repositoryRoot), 'utf8'),
    resolvers: {
      ...orderTypes,
      ...users,
      Query: { ...orders.Query, ...users.Query },
      Mutation: { ...orders.Mutation, ...users.Mutation },
      Order: {
        ...orderFields,
        customer: async ({ customerId }: Order, _: unknown, { viewer, userById }: HandwrittenContext) => {
          requireOwnerOrScope(viewer, customerId, 'users:read');
          return (await userById.load(customerId)) ?? null;
        },
      },
      User: {
        ...customerFields,
        ...userFields,
        tier: async ({ id }: User, _: unknown, { viewer, statsOfCustomer }: HandwrittenContext) => {
          requireOwnerOrScope(viewer, id, ordersReadScope);
          return tierFor((await statsOfCustomer.load(id)).spent);
        },
      },
    },
  });
}
