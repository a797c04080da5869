import { isTimestamp } from '@supergraph/service-kit/pagination/cursor.ts';
import type { PagedList, PageRequest } from '@supergraph/service-kit/pagination/page.ts';
import { isUuid } from '@supergraph/service-kit/uuid.ts';
import { type Generated, type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { spendingOf, type Tier } from './tier.ts';
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
  /** Tier of the spending that is known here. */
  readonly tier?: Tier | null | undefined;
}

/** A user in a list, with the spending that sorts it. */
export interface ListedUser extends User {
  /** Digits, because a sum may be too large for a number. */
  readonly spent: string;
}

export type UserOrder = keyof typeof userLists;

/** Outcome of a write that may find the address in use. */
export type WriteResult =
  | { readonly kind: 'written'; readonly user: User }
  | { readonly kind: 'email-taken' }
  | { readonly kind: 'not-found' };

export type UserStore = ReturnType<typeof createUserStore>;

/** Lists of users by their order. The keys of each are its columns in `positions`. */
export const userLists = {
  NEWEST: {
    name: 'users',
    keysOf: (user) => [user.createdAt.toISOString(), user.id],
    checks: [isTimestamp, isUuid],
  },
  SPENT_DESC: {
    name: 'users by spending',
    keysOf: (user) => [user.spent, user.id],
    checks: [(key) => /^\d{1,40}$/.test(key), isUuid],
  },
} as const satisfies Readonly<Record<string, PagedList<ListedUser>>>;

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

    /** Loads up to `first + 1` users of a page. */
    listUsers: async (
      filter: UserFilter,
      order: UserOrder,
      { first, after }: PageRequest,
    ): Promise<readonly ListedUser[]> => {
      const { column, type, id } = positions[order];
      const knowsSpending = order === 'SPENT_DESC' || needsSpending(filter);
      const isAfter =
        after === undefined ? sql`true` : sql`(${column}, ${id}) < (${after[0]}::${type}, ${after[1]}::uuid)`;
      const query = sql<Selectable<UsersTables['users']> & { readonly spent: string }>`
        select users.*, ${knowsSpending ? sql`most` : sql`'0'`} as spent from ${tables(knowsSpending)}
        where ${matches(filter)} and ${isAfter}
        order by ${column} desc, ${id} desc limit ${first + 1}::int`;
      return (await query.execute(db)).rows.map((row) => ({ ...toUser(row), spent: row.spent }));
    },

    countUsers: async (filter: UserFilter): Promise<number> => {
      const query = sql<{ count: number }>`
        select count(*) as count from ${tables(needsSpending(filter))} where ${matches(filter)}`;
      return (await query.execute(db)).rows[0]?.count ?? 0;
    },

    /** Returns the time of the latest change of an order that the lists know, or undefined if they know none. */
    readSpentAsOf: async (): Promise<Date | undefined> => {
      const query = sql<{ as_of: Date | null }>`select max(as_of) as as_of from reported_orders`;
      return (await query.execute(db)).rows[0]?.as_of ?? undefined;
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

/** Columns that sort each list, the last of them unique, and the type of the first. One index has both. */
const positions = {
  NEWEST: { column: sql`created_at`, type: sql`timestamptz`, id: sql`id` },
  SPENT_DESC: { column: sql`most`, type: sql`numeric`, id: sql`user_id` },
} as const satisfies Readonly<Record<UserOrder, Readonly<Record<string, RawBuilder<unknown>>>>>;

function needsSpending({ tier }: UserFilter): boolean {
  return tier !== null && tier !== undefined;
}

function tables(withSpending: boolean): RawBuilder<unknown> {
  return withSpending ? sql`users join spending on user_id = id` : sql`users`;
}

function matches({ status, search, tier }: UserFilter): RawBuilder<unknown> {
  const { from, below } = tier ? spendingOf(tier) : {};
  return sql.join(
    [
      sql`true`,
      ...(status ? [sql`status = ${status}`] : []),
      ...(search
        ? [sql`(strpos(lower(name), lower(${search})) > 0 or strpos(lower(email), lower(${search})) > 0)`]
        : []),
      ...(from === undefined ? [] : [sql`most >= ${from}`]),
      ...(below === undefined ? [] : [sql`most < ${below}`]),
    ],
    sql` and `,
  );
}

function toUser(row: Selectable<UsersTables['users']>): User {
  const { id, email, name, status, created_at: createdAt, updated_at: updatedAt } = row;
  return { id, email, name, status, createdAt, updatedAt };
}

function isEmailTaken(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'constraint') === 'users_email_is_unique';
}
