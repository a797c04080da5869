import { Client, escapeIdentifier, escapeLiteral } from 'pg';

/**
 * Creates a role and a database with the same name. Only the role can connect to the database, and the role
 * to no other. Leaves existing parts unchanged, and completes an interrupted call.
 */
export async function provisionDatabase(adminUrl: string, name: string, password: string): Promise<void> {
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name) || /^(postgres|template\d|pg_.*)$/.test(name)) {
    throw new Error(
      `The name of a database must be a word of lower case that PostgreSQL does not use: "${name}".`,
    );
  }
  await withClient(adminUrl, async (client) => {
    // Two concurrent calls would change the same catalog rows, which PostgreSQL refuses. The lock ends with
    // the connection.
    await client.query("SELECT pg_advisory_lock(hashtext('provision-database'))");
    const identifier = escapeIdentifier(name);
    const { rows: found } = await client.query<{ hasRole: boolean; hasDatabase: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS "hasRole",
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS "hasDatabase"`,
      [name],
    );
    if (found[0]?.hasRole !== true) {
      await client.query(
        `CREATE ROLE ${identifier} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION
         PASSWORD ${escapeLiteral(password)}`,
      );
    }
    if (found[0]?.hasDatabase !== true)
      await client.query(`CREATE DATABASE ${identifier} OWNER ${identifier}`);
    await closeToPublic(client);
  });
}

/** Removes a database and its content if it exists, and closes its connections. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  );
}

async function withClient(adminUrl: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Revokes access for other roles. By default every role can connect to every database, including `postgres`
 * and `template1`.
 */
async function closeToPublic(client: Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datallowconn AND has_database_privilege('public', oid, 'CONNECT')`,
  );
  for (const { datname } of rows) {
    await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${escapeIdentifier(datname)} FROM PUBLIC`);
  }
}
