import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import { requireOwnerOrScope, requireScope } from '@supergraph/service-kit/identity/viewer.ts';
import { createPage, type Page, readPageRequest } from '@supergraph/service-kit/pagination/page.ts';
import { isUuid, readId } from '@supergraph/service-kit/uuid.ts';
import {
  CurrencyResolver,
  DateTimeISOResolver,
  EmailAddressResolver,
  SafeIntResolver,
} from 'graphql-scalars';
import type { Resolvers } from './generated/resolvers.ts';
import { subscriptions, userEvent } from './subscriptions.ts';
import { type Spending, tierFor } from './tier.ts';
import { readEmail, readName, readSearch, type User } from './user.ts';
import { type ListedUser, type UserFilter, userLists } from './user-store.ts';

/** A page of users, and the filter for counting them. */
export interface UserPage extends Page<ListedUser> {
  readonly filter: UserFilter;
}

/** A user, with the required fields of other services. */
export interface UserParent extends User {
  readonly orderStats?: { readonly spent: readonly Spending[] } | null | undefined;
}

/** Resolvers. A viewer who may not see a user learns nothing about them, on any path. */
export const resolvers: Resolvers = {
  Currency: CurrencyResolver,
  DateTime: DateTimeISOResolver,
  EmailAddress: EmailAddressResolver,
  SafeInt: SafeIntResolver,

  Query: {
    me: async (_, __, { viewer: { subject }, userById }) =>
      subject !== undefined && isUuid(subject) ? ((await userById.load(subject)) ?? null) : null,

    user: async (_, args, { viewer, userById }) => {
      const id = readId(args.id);
      requireOwnerOrScope(viewer, id, 'users:read');
      const user = await userById.load(id);
      if (user === undefined) throw new ExpectedError('NOT_FOUND', `No user has the id "${id}".`);
      return user;
    },

    users: async (_, args, { viewer, users }) => {
      requireScope(viewer, 'users:read');
      const { status, search, tier } = args.filter ?? {};
      // Otherwise the filter would tell what the orders service keeps to itself.
      if (tier || args.orderBy === 'SPENT_DESC') requireScope(viewer, 'orders:read');
      const filter = { status, search: readSearch(search), tier };
      const list = userLists[args.orderBy];
      const request = readPageRequest(list, args);
      return { ...createPage(list, request, await users.listUsers(filter, args.orderBy, request)), filter };
    },
  },

  Mutation: {
    registerUser: async (_, { input }, { viewer, users, events }) => {
      requireScope(viewer, 'users:write');
      const email = readEmail(input.email);
      const result = await users.insertUser({ email, name: readName(input.name) });
      if (result.kind !== 'written') return emailTaken(email);
      events.announce();
      return { __typename: 'UserRegistered', user: result.user };
    },

    updateUser: async (_, { input }, { viewer, users, events }) => {
      const id = readId(input.id);
      requireOwnerOrScope(viewer, id, 'users:write');
      const email = input.email == null ? undefined : readEmail(input.email);
      const result = await users.updateUser(id, {
        ...(email !== undefined && { email }),
        ...(input.name != null && { name: readName(input.name) }),
      });
      if (result.kind === 'not-found') return userNotFound(id);
      if (result.kind === 'email-taken') return emailTaken(email ?? '');
      events.announce();
      return { __typename: 'UserUpdated', user: result.user };
    },

    deactivateUser: async (_, args, { viewer, users, events }) => {
      const id = readId(args.id);
      requireOwnerOrScope(viewer, id, 'users:write');
      const user = await users.deactivateUser(id);
      if (user === undefined) return userNotFound(id);
      events.announce();
      return { __typename: 'UserDeactivated', user };
    },
  },

  User: {
    __resolveReference: async (reference, { viewer, userById }) => {
      const id = readId(reference.id);
      requireOwnerOrScope(viewer, id, 'users:read');
      const user = await userById.load(id);
      return user ? { ...user, orderStats: reference.orderStats } : null;
    },
    email: (user, _, { viewer }) => {
      requireOwnerOrScope(viewer, user.id, 'users:read');
      return user.email;
    },
    tier: ({ orderStats }) => (orderStats ? tierFor(orderStats.spent) : null),
  },

  Subscription: subscriptions,
  UserEvent: userEvent,

  UserConnection: {
    totalCount: ({ filter }, _, { users }) => users.countUsers(filter),
    spentAsOf: async (_, __, { users }) => (await users.readSpentAsOf()) ?? null,
  },
};

function emailTaken(email: string) {
  return {
    __typename: 'EmailTaken',
    message: `Another user has the address ${email} already.`,
    email,
  } as const;
}

function userNotFound(id: string) {
  return { __typename: 'UserNotFound', message: `No user has the id "${id}".`, id } as const;
}
