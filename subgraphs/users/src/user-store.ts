import { isTimestamp } from '@supergraph/service-kit/pagination/cursor.ts';
import type { PagedList, PageRequest } from '@supergraph/service-kit/pagination/page.ts';
import { isUuid } from '@supergraph/service-kit/uuid.ts';
import { type ExpressionBuilder, type Generated, type Kysely, type Selectable, sql } from 'kysely';
import type { User } from './user.ts';

export interface UsersTables {
  readonly users: {
    readonly id: Generated<string>;
    readonly email: string;
    readonly name: string;
    readonly status: Generated<User['status']>;
    readonly created_at: Generated<Date>;
    readonly updated_at: Generated<Date>;
  };
}

/** Filter of users. A user must match every given field. */
export interface UserFilter {
  readonly status?: User['status'] | null | undefined;
  /** Part of the name or the address, regardless of case. */
  readonly search?: string | null | undefined;
}

/** Outcome of a write that may find the address in use. */
export type WriteResult =
  | { readonly kind: 'written'; readonly user: User }
  | { readonly kind: 'email-taken' }
  | { readonly kind: 'not-found' };

export type UserStore = ReturnType<typeof createUserStore>;

export const userList: PagedList<User> = {
  name: 'users',
  keysOf: (user) => [user.createdAt.toISOString(), user.id],
  checks: [isTimestamp, isUuid],
};

/** Creates the store of users. Each method is one SQL statement. Ids must be UUIDs. */
export function createUserStore(db: Kysely<UsersTables>) {
  return {
    /** Loads the users of the ids, in their order. undefined stands for an unknown id. */
    loadUsers: async (ids: readonly string[]): Promise<readonly (User | undefined)[]> => {
      const rows = await db
        .selectFrom('users')
        .selectAll()
        .where('id', '=', sql<string>`any(${ids})`)
        .execute();
      const users = new Map(rows.map((row) => [row.id, toUser(row)]));
      return ids.map((id) => users.get(id));
    },

    /** Loads up to `first + 1` users of a page, newest first. */
    listUsers: async (filter: UserFilter, { first, after }: PageRequest): Promise<readonly User[]> => {
      const rows = await db
        .selectFrom('users')
        .selectAll()
        .where((where) => matches(where, filter))
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, id) < (${after?.[0]}::timestamptz, ${after?.[1]}::uuid)`),
        )
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(sql<number>`${first + 1}::int`)
        .execute();
      return rows.map(toUser);
    },

    countUsers: async (filter: UserFilter): Promise<number> => {
      const query = db.selectFrom('users').select(({ fn }) => fn.countAll<number>().as('count'));
      return (await query.where((where) => matches(where, filter)).executeTakeFirstOrThrow()).count;
    },

    ...createUserWrites(db),
  };
}

function createUserWrites(db: Kysely<UsersTables>) {
  return {
    insertUser: async (user: Pick<User, 'email' | 'name'>): Promise<WriteResult> => {
      const row = await db
        .insertInto('users')
        .values(user)
        .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? { kind: 'email-taken' } : { kind: 'written', user: toUser(row) };
    },

    /** Changes the given fields and keeps the others. */
    updateUser: async (id: string, change: Partial<Pick<User, 'email' | 'name'>>): Promise<WriteResult> => {
      const update = db
        .updateTable('users')
        .set({ ...change, updated_at: Object.keys(change).length === 0 ? sql`updated_at` : sql`now()` })
        .where('id', '=', id);
      try {
        const row = await update.returningAll().executeTakeFirst();
        return row === undefined ? { kind: 'not-found' } : { kind: 'written', user: toUser(row) };
      } catch (error) {
        if (isEmailTaken(error)) return { kind: 'email-taken' };
        throw error;
      }
    },

    /** Deactivates a user. A deactivated user stays unchanged. Returns undefined for an unknown id. */
    deactivateUser: async (id: string): Promise<User | undefined> => {
      const updatedAt = sql<Date>`case when status = 'ACTIVE' then now() else updated_at end`;
      const update = db.updateTable('users').set({ status: 'DEACTIVATED', updated_at: updatedAt });
      const row = await update.where('id', '=', id).returningAll().executeTakeFirst();
      return row && toUser(row);
    },
  };
}

function matches(where: ExpressionBuilder<UsersTables, 'users'>, { status, search }: UserFilter) {
  return where.and([
    ...(status ? [where('status', '=', status)] : []),
    ...(search
      ? [
          sql<boolean>`(strpos(lower(name), lower(${search})) > 0 or strpos(lower(email), lower(${search})) > 0)`,
        ]
      : []),
  ]);
}

function toUser(row: Selectable<UsersTables['users']>): User {
  const { id, email, name, status, created_at: createdAt, updated_at: updatedAt } = row;
  return { id, email, name, status, createdAt, updatedAt };
}

function isEmailTaken(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'constraint') === 'users_email_is_unique';
}
