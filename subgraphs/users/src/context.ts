import type { RequestContext } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import DataLoader from 'dataloader';
import type { Kysely } from 'kysely';
import type { User } from './user.ts';
import { createUserStore, type UserStore, type UsersTables } from './user-store.ts';

/** State that the resolvers of one request share. */
export type UsersContext = UsersData & RequestContext;

/** Stores and loaders of one request. */
export interface UsersData {
  readonly users: UserStore;
  /** Loads the user of an id. All ids of one turn are one statement. */
  readonly userById: DataLoader<string, User | undefined>;
}

/** Creates the stores and loaders of one request. */
export function createUsersData(db: Kysely<UsersTables>): UsersData {
  const users = createUserStore(db);
  return { users, userById: new DataLoader((ids) => users.loadUsers(ids)) };
}
