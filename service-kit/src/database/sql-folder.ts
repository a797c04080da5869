import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';

/**
 * Applies the `.sql` files of a folder to a database: each once, in the order of their names, all of a run
 * in one transaction. Replicas that start together wait for each other. Files that a newer release applied
 * and this one does not have are left alone, so that old code goes on working on the new schema.
 * Returns the names it applied; throws with the name of the file that failed, and then nothing has changed.
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
      // A change that waits behind a long transaction would make every query wait behind it: give up instead.
      await sql`set local lock_timeout = '5s'`.execute(db);
      await sql.raw(text).execute(db);
    },
  };
}

/** Kysely refuses a database that holds migrations it does not know, so they are named to it. */
async function appliedElsewhere(db: Kysely<unknown>, table: string): Promise<Record<string, Migration>> {
  const exists = await sql<{ found: boolean }>`select to_regclass(${table}) is not null as found`.execute(db);
  if (!exists.rows[0]?.found) return {};
  const applied = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
  return Object.fromEntries(applied.rows.map(({ name }) => [name, createMigration('')]));
}
