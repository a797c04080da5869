import { randomBytes } from 'node:crypto';
import { provisionDatabase } from '@supergraph/launcher/embedded-postgres/provision-database.ts';
import pg from 'pg';
import { inject } from 'vitest';

/** Makes an empty database with a role of its own, and returns the role's URL. */
export async function createTestDatabase(prefix: string): Promise<string> {
  const adminUrl = inject('postgresAdminUrl');
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await provisionDatabase(adminUrl, name, password);
  const { host } = new URL(adminUrl);
  return `postgres://${name}:${password}@${host}/${name}`;
}

/** Runs SQL over a connection of its own. */
export async function runSql(
  url: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
