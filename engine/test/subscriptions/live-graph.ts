import {
  createLocalSubgraph,
  type EngineOptions,
  type Subgraph,
  SubgraphError,
  type SubgraphEvent,
  type SubscriptionRequest,
} from '../../src/index.ts';
import { createSubgraphSchema, type SubgraphDefinition } from '../kit/subgraph-definition.ts';

/** Source of events. Tests send events and inspect the subscriptions. */
export interface EventSource {
  /** Requests of the subscriptions that were started, in order. */
  readonly requests: readonly SubscriptionRequest[];
  /** Number of open subscriptions. */
  open(): number;
  /** Sends an event with this cursor to all subscriptions. */
  send(order: string, cursor?: string): void;
  sendAnswer(answer: SubgraphEvent): void;
  /** Reports to all subscriptions the cursor up to which they have everything. */
  sendCursor(cursor: string): void;
  complete(): void;
  /** Breaks all subscriptions. */
  fail(cause: SubgraphError): void;
}

interface Listener {
  readonly request: SubscriptionRequest;
  readonly queue: (SubgraphEvent | SubgraphError | undefined)[];
  wake: () => void;
}

/** Creates a source, and the client of the subgraph that has it. */
export function createEventSource(executing: Subgraph): {
  readonly source: EventSource;
  readonly subgraph: Subgraph;
} {
  const requests: SubscriptionRequest[] = [];
  const listeners = new Set<Listener>();
  const sendToAll = (item: Listener['queue'][number]): void => {
    for (const listener of listeners) {
      listener.queue.push(item);
      listener.wake();
    }
  };
  async function* events(request: SubscriptionRequest): AsyncGenerator<SubgraphEvent, void, undefined> {
    const listener: Listener = { request, queue: [], wake: () => {} };
    requests.push(request);
    listeners.add(listener);
    request.signal?.addEventListener('abort', () => {
      listeners.delete(listener);
      listener.queue.push(undefined);
      listener.wake();
    });
    for (;;) {
      while (listener.queue.length > 0) {
        const item = listener.queue.shift();
        if (item === undefined) return;
        if (item instanceof SubgraphError) throw item;
        yield named(item, request);
      }
      await new Promise<void>((wake) => {
        listener.wake = wake;
      });
    }
  }
  const source: EventSource = {
    requests,
    open: () => listeners.size,
    send: (order, cursor) =>
      sendToAll({
        data: {
          orderChanged: {
            change: 'SHIPPED',
            order: { __typename: 'Order', id: order, customer: { __typename: 'User', id: 'a' } },
          },
        },
        cursor,
      }),
    sendAnswer: sendToAll,
    sendCursor: (cursor) => {
      for (const { request } of listeners) request.onCursor?.(cursor);
    },
    complete: () => sendToAll(undefined),
    fail: sendToAll,
  };
  return { source, subgraph: { ...executing, subscribe: events } };
}

/** Returns an answer with the alias that the request gave to the root field. */
function named({ data, ...rest }: SubgraphEvent, { query }: SubscriptionRequest): SubgraphEvent {
  const [, alias = 'orderChanged'] = /(\w+):orderChanged/.exec(query) ?? [];
  const change =
    typeof data === 'object' && data !== null && 'orderChanged' in data ? data.orderChanged : null;
  return { ...rest, data: { [alias]: structuredClone(change) } };
}

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@shareable"])`;

/** Orders, whose changes can be followed. */
export const orders: SubgraphDefinition = {
  typeDefs: `${link}
    type Query { order(id: ID!): Order }
    type Subscription { orderChanged(id: ID, after: String): OrderChange other: Int }
    type OrderChange { change: String! order: Order! }
    type Order @key(fields: "id") { id: ID! customer: User secret: String @authenticated }
    type User @key(fields: "id") { id: ID! }
  `,
};

/** Users, who have a name in another subgraph. */
export const users: SubgraphDefinition = {
  typeDefs: `${link}
    type Query { me: User }
    type User @key(fields: "id") { id: ID! name: String! city: String greeting(in: String!): String! }
  `,
  resolvers: {
    User: {
      __resolveReference: (user: { readonly id: string }) => user,
      name: ({ id }: { readonly id: string }) => `name of ${id}`,
      greeting: ({ id }: { readonly id: string }, { in: language }: { readonly in: string }) =>
        `${language} ${id}`,
      city: () => {
        throw new Error('No city');
      },
    },
  },
};

/** Creates options of an engine whose subgraph `orders` has events, and the source of the events. */
export function withEvents(definitions: Readonly<Record<string, SubgraphDefinition>>): {
  readonly source: EventSource;
  readonly options: Pick<EngineOptions, 'createSubgraph' | 'authorization'>;
} {
  const local = (name: string): Subgraph => {
    const definition = definitions[name];
    if (definition === undefined) throw new Error(`A test must define its subgraphs: ${name}`);
    return createLocalSubgraph({ schema: createSubgraphSchema(definition) });
  };
  const { source, subgraph } = createEventSource(local('orders'));
  return {
    source,
    options: {
      createSubgraph: ({ name }) => (name === 'orders' ? subgraph : local(name)),
      authorization: {
        viewer: ({ contextValue }) => ({
          authenticated: contextValue.isSignedIn === true,
          scopes: new Set<string>(),
        }),
      },
    },
  };
}
