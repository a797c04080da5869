import { type Kysely, sql, type Transaction } from 'kysely';

/** Tables that only the role that migrates may write. */
const records = ['migration', 'kit_migration', 'demo_data'].flatMap((name) => [name, `${name}_lock`]);

/**
 * Lets roles read and write the rows of all tables, also of those that later migrations create. They may not change the
 * schema, empty a table, or write the records of migrations. Repeating it is safe. Throws the error of PostgreSQL for an
 * unknown role.
 */
export async function grantUse(db: Kysely<unknown>, roles: readonly string[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // Concurrent grants would change the same rows of the catalog, which PostgreSQL refuses.
    await sql`select pg_advisory_xact_lock(hashtext('service-roles'))`.execute(transaction);
    const { rows } = await sql<{
      database: string;
      schema: string;
    }>`select current_database() as database, current_schema() as schema`.execute(transaction);
    for (const place of rows) for (const role of roles) await grantOne(transaction, place, role);
  });
}

async function grantOne(
  db: Transaction<unknown>,
  place: { readonly database: string; readonly schema: string },
  role: string,
): Promise<void> {
  const [database, schema, grantee] = [sql.id(place.database), sql.id(place.schema), sql.id(role)];
  const written = await existing(db, records);
  const statements = [
    sql`grant connect on database ${database} to ${grantee}`,
    sql`grant usage on schema ${schema} to ${grantee}`,
    sql`grant select, insert, update, delete on all tables in schema ${schema} to ${grantee}`,
    sql`grant usage on all sequences in schema ${schema} to ${grantee}`,
    sql`alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${grantee}`,
    sql`alter default privileges in schema ${schema} grant usage on sequences to ${grantee}`,
    ...written.map((table) => sql`revoke insert, update, delete on ${sql.id(table)} from ${grantee}`),
  ];
  for (const statement of statements) await statement.execute(db);
}

async function existing(db: Transaction<unknown>, tables: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{
    name: string;
  }>`select name from unnest(${tables}::text[]) as name where to_regclass(name) is not null`.execute(db);
  return rows.map(({ name }) => name);
}
