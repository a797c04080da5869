import { randomBytes } from 'node:crypto';
import { provisionDatabase } from '@supergraph/launcher/embedded-postgres/provision-database.ts';

/** Creates an empty database with its own role on a server, and returns the role's URL. */
export async function createDatabase(adminUrl: string, prefix: string): Promise<string> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await provisionDatabase(adminUrl, name, password);
  const { host } = new URL(adminUrl);
  return `postgres://${name}:${password}@${host}/${name}`;
}
