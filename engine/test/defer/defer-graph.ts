import { createGate, type Gate } from '../kit/gate.ts';
import type { SubgraphDefinition } from '../kit/subgraph-definition.ts';

/**
 * Subgraphs of the @defer tests, with the names of subgraphs that are down and gates that hold subgraphs
 * back.
 */
export interface DeferGraph {
  readonly definitions: Readonly<Record<string, SubgraphDefinition>>;
  /** Holds back the reviews. */
  readonly reviews: Gate;
  /** Holds back the spending. */
  readonly spendings: Gate;
}

const self = (object: unknown): unknown => object;
const fails = (message: string) => () => {
  throw new Error(message);
};

/** Creates users with orders and reviews, each in its own subgraph. */
export function createDeferGraph(): DeferGraph {
  const reviews = createGate();
  const spendings = createGate();
  const definitions = { users, orders: createOrders(spendings), reviews: createReviews(reviews) };
  return { reviews, spendings, definitions };
}

const users: SubgraphDefinition = {
  typeDefs: `
    type Query { me: User nobody: User people: [User] }
    type Mutation { rename: User }
    type User @key(fields: "id") {
      id: ID! name: String! email: String address: Address friends: [User!]! broken: String! weak: String
      spent: Int @external tier: String @requires(fields: "spent")
    }
    type Address { city: String! zip: String lost: String! }
  `,
  resolvers: {
    Query: { me: () => ({ id: 'a' }), nobody: () => null, people: () => [{ id: 'a' }, null, { id: 'b' }] },
    Mutation: { rename: () => ({ id: 'a' }) },
    User: {
      __resolveReference: self,
      name: ({ id }) => `name of ${id}`,
      email: ({ id }) => `${id}@example.com`,
      address: () => ({ city: 'Oslo', zip: '0150' }),
      friends: () => [{ id: 'b' }, { id: 'c' }],
      broken: fails('It is broken.'),
      weak: fails('It is weak.'),
      tier: ({ spent }) => `tier ${spent}`,
    },
    Address: { lost: fails('It is lost.') },
  },
};

function createOrders(spendings: Gate): SubgraphDefinition {
  const spent = async () => {
    await spendings.pass();
    return 5;
  };
  return {
    typeDefs: `
      type Query { orders: [Order!]! }
      type User @key(fields: "id") { id: ID! orders: [Order!]! spent: Int }
      type Order @key(fields: "id") { id: ID! total: Int! customer: User }
    `,
    resolvers: {
      Query: { orders: () => [{ id: '1' }, { id: '2' }] },
      User: { __resolveReference: self, orders: ({ id }) => [{ id: `of ${id}` }], spent },
      Order: { __resolveReference: self, total: () => 7, customer: ({ id }) => ({ id }) },
    },
  };
}

function createReviews(gate: Gate): SubgraphDefinition {
  const reviews = async () => {
    await gate.pass();
    return [{ text: 'good', stars: 5 }];
  };
  return {
    typeDefs: `
      type User @key(fields: "id") { id: ID! reviews: [Review!] }
      type Review { text: String! stars: Int }
    `,
    resolvers: { User: { __resolveReference: self, reviews } },
  };
}
