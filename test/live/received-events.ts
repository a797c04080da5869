import { subscribe } from '../graph/sse-client.ts';
import { openRawSocket } from './raw-socket.ts';

/** Subscription of a test, and what it has received. */
export interface FollowedSubscription {
  readonly query: string;
  readonly events: { readonly kind: string; readonly cursor: string }[];
  /** Code of the error that ended it, or how it ended without one; undefined while it lasts. */
  ended: string | undefined;
}

/** Endpoint of a gateway, and the client's headers. */
export interface Client {
  readonly url: string;
  readonly authorization: string;
}

/** Subscribes over server-sent events. Returns the subscription and its cursor once it is open. */
export async function followOverEvents({ url, authorization }: Client, query: string) {
  const stream = await subscribe(url, { query }, { authorization });
  const followed = create(query);
  const read = async (): Promise<void> => {
    for (let message = await stream.next(); message !== undefined; message = await stream.next()) {
      if (message.event === 'next') receive(followed, JSON.parse(message.data));
      else end(followed, message.event);
    }
    end(followed, 'closed');
  };
  read().catch(() => end(followed, 'broken'));
  return { followed, cursor: stream.lastId() ?? '' };
}

/** Subscribes over one WebSocket. */
export async function followOverSocket({ url, authorization }: Client, queries: readonly string[]) {
  const socket = await openRawSocket({ url: url.replace('/graphql', '') }, { payload: { authorization } });
  const all = queries.map(create);
  all.forEach(({ query }, id) => {
    socket.send({ id: `${id}`, type: 'subscribe', payload: { query } });
  });
  const read = async (): Promise<void> => {
    for (let message = await socket.next(); message !== undefined; message = await socket.next()) {
      const followed = all[Number(message.id)];
      if (followed === undefined) continue;
      if (message.type === 'next') receive(followed, message.payload);
      else end(followed, message.payload?.[0]?.extensions.code ?? message.type);
    }
    for (const followed of all) end(followed, 'closed');
  };
  void read();
  return all;
}

function create(query: string): FollowedSubscription {
  return { query, events: [], ended: undefined };
}

// biome-ignore lint/suspicious/noExplicitAny: the payload of any event
function receive(followed: FollowedSubscription, { data, errors }: any): void {
  if (errors) end(followed, errors[0].extensions.code);
  for (const event of Object.values<FollowedSubscription['events'][number]>(data ?? {}))
    followed.events.push(event);
}

function end(followed: FollowedSubscription, reason: string): void {
  followed.ended ??= reason;
}
