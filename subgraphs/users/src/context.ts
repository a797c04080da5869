import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import type { RequestEvents } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import DataLoader from 'dataloader';
import type { Kysely } from 'kysely';
import type { User } from './user.ts';
import { createUserStore, type UserStore, type UsersTables } from './user-store.ts';

/** State that the resolvers of one request share. */
export interface UsersContext {
  readonly viewer: Viewer;
  readonly users: UserStore;
  readonly events: RequestEvents;
  /** Loads the user of an id. All ids of one turn are one statement. */
  readonly userById: DataLoader<string, User | undefined>;
}

/** Creates the context of one request. */
export function createUsersContext(
  db: Kysely<UsersTables>,
  viewer: Viewer,
  events: RequestEvents,
): UsersContext {
  const users = createUserStore(db);
  return { viewer, users, events, userById: new DataLoader((ids) => users.loadUsers(ids)) };
}
