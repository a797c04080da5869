import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import type { StreamedEvent } from '@supergraph/service-kit/events/event-stream.ts';
import type { OutboxEvent } from '@supergraph/service-kit/events/outbox-event.ts';
import { requireOwnerOrScope } from '@supergraph/service-kit/identity/viewer.ts';
import { readId } from '@supergraph/service-kit/uuid.ts';
import type { UsersContext } from './context.ts';
import type { SubscriptionResolvers, UserEventKind, UserEventResolvers } from './generated/resolvers.ts';
import type { User } from './user.ts';

/** Subscriptions. Access is decided when one begins, and again for each event. */
export const subscriptions: SubscriptionResolvers = {
  userChanged: {
    subscribe: async (_, args, context) => {
      const id = readId(args.id);
      await loadVisible(context, id);
      const filter = { entity: 'user', ids: [id] };
      return context.events.follow({ field: 'userChanged', filter, after: args.after, accepts: isChange });
    },
    resolve: (event: StreamedEvent) => event,
  },
};

/** Event of a user. The viewer must be allowed to see the user now. */
export const userEvent: UserEventResolvers = {
  kind: ({ type }) => userEventKinds[type] ?? neverEmitted(type),
  user: ({ entityId }, _, context) => loadVisible(context, entityId),
};

async function loadVisible({ viewer, userById }: UsersContext, id: string): Promise<User> {
  requireOwnerOrScope(viewer, id, 'users:read');
  const user = await userById.load(id);
  if (user === undefined) throw new ExpectedError('NOT_FOUND', `No user has the id "${id}".`);
  return user;
}

/** Types of events, as the migrations' triggers write them. */
const userEventKinds: Readonly<Record<string, UserEventKind>> = {
  'user-registered': 'REGISTERED',
  'user-updated': 'UPDATED',
  'user-deactivated': 'DEACTIVATED',
};

/** Returns whether an event is a change. Others repeat the state of a user for projections. */
function isChange({ type }: OutboxEvent): boolean {
  return type in userEventKinds;
}

function neverEmitted(type: string): never {
  throw new Error(`no trigger emits the event "${type}"`);
}
