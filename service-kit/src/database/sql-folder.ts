import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';

/**
 * Applies the `.sql` files of a folder to a database: each once, in order of name, all files of a run in one
 * transaction. Replicas that start together wait for each other. Ignores files that a newer release has applied and
 * this one does not have, so that old code keeps working on the new schema. Returns the applied names. If a file fails,
 * changes nothing and throws with its name.
 */
export async function applySqlFolder(
  db: Kysely<unknown>,
  folder: URL,
  record: { readonly table: string },
): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    migrationTableName: record.table,
    migrationLockTableName: `${record.table}_lock`,
    provider: {
      getMigrations: async () => ({
        ...(await appliedElsewhere(db, record.table)),
        ...(await readFiles(folder)),
      }),
    },
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName;
    throw new Error(`${failed ?? folder.pathname} could not be applied`, { cause: error });
  }
  return results.map((result) => result.migrationName);
}

/** Returns the names of the files that {@link applySqlFolder} would apply. */
export async function pendingSqlFiles(
  db: Kysely<unknown>,
  folder: URL,
  record: { readonly table: string },
): Promise<readonly string[]> {
  const applied = await appliedElsewhere(db, record.table);
  return Object.keys(await readFiles(folder)).filter((name) => applied[name] === undefined);
}

async function readFiles(folder: URL): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const migrations = files.map(async (file) => {
    const text = await readFile(new URL(file, folder), 'utf8');
    return [file.slice(0, -'.sql'.length), createMigration(text)] as const;
  });
  return Object.fromEntries(await Promise.all(migrations));
}

function createMigration(text: string): Migration {
  return {
    up: async (db) => {
      // A change that waits for a long transaction makes every later query wait behind it. Fail instead.
      await sql`set local lock_timeout = '5s'`.execute(db);
      await sql.raw(text).execute(db);
    },
  };
}

/** Returns the applied migrations. Kysely refuses a database with unknown ones, so they are declared to it. */
async function appliedElsewhere(db: Kysely<unknown>, table: string): Promise<Record<string, Migration>> {
  const exists = await sql<{ found: boolean }>`select to_regclass(${table}) is not null as found`.execute(db);
  if (!exists.rows[0]?.found) return {};
  const applied = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
  return Object.fromEntries(applied.rows.map(({ name }) => [name, createMigration('')]));
}
