import { createHash } from 'node:crypto';

/** The operations of the manifest, by name. */
export const operations = {
  typename: 'query Typename { __typename }',
  orders: 'query Orders { orders(first: 2) { nodes { id status } } }',
  orderOfUser: 'query OrderOfUser($id: ID!) { user(id: $id) { name orders(first: 1) { totalCount } } }',
  known: 'query Known { me { id name } }',
  mutation: 'mutation Nothing { __typename }',
  tool: '# @tool @rest\nquery findOrder($id: ID!) { order(id: $id) { id status } }',
  staffTool: '# @tool @rest @idempotent\nmutation shipOrder($id: ID!) { shipOrder(id: $id) { __typename } }',
  sameName: '# @tool @rest\nquery same { __typename }',
  sameNameAgain: '# @tool @rest\nquery same { orders(first: 1) { totalCount } }',
} as const;

/** Returns the id of an operation: its SHA-256. */
export function idOf(operation: string): string {
  return createHash('sha256').update(operation).digest('hex');
}

/** The operations as a manifest has them: documents by id. */
export const registeredOperations: ReadonlyMap<string, string> = new Map(
  Object.values(operations).map((operation) => [idOf(operation), operation]),
);
