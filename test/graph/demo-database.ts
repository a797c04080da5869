import { randomBytes } from 'node:crypto';
import { provisionDatabase } from '@supergraph/launcher/embedded-postgres/provision-database.ts';
import { subgraphFolder } from '@supergraph/schema/registry.ts';
import { prepareDatabase } from '@supergraph/service-kit/database/prepare-database.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { Client, escapeIdentifier } from 'pg';
import { inject } from 'vitest';

/**
 * Creates a database with the schema and the demo data of a subgraph, and returns its URL. It is a copy of a
 * template made once per run: a copy takes a tenth of the time. All copies belong to one role, and no other
 * role can connect.
 */
export async function createDemoDatabase(subgraph: string): Promise<string> {
  const adminUrl = inject('postgresAdminUrl');
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const template = await findTemplate(client, adminUrl, subgraph);
    const name = `${template.name}_${randomBytes(6).toString('hex')}`;
    const [copy, original] = [escapeIdentifier(name), escapeIdentifier(template.name)];
    await client.query(`create database ${copy} template ${original} owner ${original}`);
    await client.query(`revoke connect, temporary on database ${copy} from public`);
    return Object.assign(new URL(template.url), { pathname: `/${name}` }).href;
  } finally {
    await client.end();
  }
}

interface Template {
  /** Name of the database and of its role. */
  readonly name: string;
  readonly url: string;
}

/** Finds the template, or creates it if no other worker has. The lock ends with the connection. */
async function findTemplate(client: Client, adminUrl: string, subgraph: string): Promise<Template> {
  const name = `${subgraph.replaceAll('-', '_')}_demo`;
  const { host } = new URL(adminUrl);
  const url = `postgres://${name}:${name}@${host}/${name}`;
  await client.query("select pg_advisory_lock(hashtext('demo-database'))");
  const { rows } = await client.query('select from pg_database where datname = $1 and datistemplate', [name]);
  if (rows.length > 0) return { name, url };
  await provisionDatabase(adminUrl, name, name);
  const log = createLog({ service: subgraph, mode: 'test', level: 'silent' });
  const folder = subgraphFolder(subgraph);
  await prepareDatabase({ variable: 'DATABASE_URL', url, folder, demoData: true, log });
  await client.query(`alter database ${escapeIdentifier(name)} is_template true`);
  return { name, url };
}
