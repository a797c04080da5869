import type { GraphQLFieldResolver } from 'graphql';
import { type OrderLine, type Row, readRow, rows } from './rows.ts';

type Resolve = (source: Row, args: Record<string, unknown>) => unknown;

const resolvers: Readonly<Record<string, Resolve>> = {
  'Query.user': (_, { id }) => readRow('User', id),
  'Query.order': (_, { id }) => readRow('Order', id),
  'Query.orders': (_, { first }) => rows.Order.slice(0, Number(first)),
  'Query.products': (_, { first }) => rows.Product.slice(0, Number(first)),
  'Query.latestReviews': (_, { first }) => rows.Review.slice(0, Number(first)),
  'User.orderCount': (user) => rows.Order.filter((order) => order.customerId === user.id).length,
  'User.reviews': (user, { first }) => listReviews('authorId', user.id, first),
  'Product.reviews': (product, { first }) => listReviews('productId', product.id, first),
  'Order.customer': (order) => readRow('User', order.customerId),
  'Review.author': (review) => readRow('User', review.authorId),
  'Review.product': (review) => readRow('Product', review.productId),
};

/**
 * Resolves a field of any stub subgraph, and of the whole supergraph: rows hold every column, and a subgraph's schema
 * exposes only its own. The subgraphs and the expected answers use the same function.
 */
export const resolveField: GraphQLFieldResolver<Row & OrderLine, unknown> = (
  source,
  args,
  _context,
  info,
) => {
  const coordinate = `${info.parentType.name}.${info.fieldName}`;
  if (coordinate === 'OrderLine.product') return readRow('Product', source.productId);
  const resolve = resolvers[coordinate];
  return resolve ? resolve(source, args) : source[info.fieldName];
};

function listReviews(column: 'authorId' | 'productId', id: string, first: unknown): readonly Row[] {
  return rows.Review.filter((review) => review[column] === id).slice(0, Number(first));
}
