import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegisteredSubgraph } from '@supergraph/schema/registry.ts';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { inject } from 'vitest';
import type { ProductionKeys } from '../../graph/production-keys.ts';
import { runSql } from '../../graph/run-sql.ts';
import { createTestDatabase } from '../../graph/test-database.ts';
import type { LabPod } from './lab-pod.ts';

/** Files of Secrets, one folder for each, and the roles that services connect with. */
export interface LabSecrets {
  readonly folderOf: (secret: string) => string;
  readonly write: (secret: string, file: string, content: string) => void;
  /** Role of each subgraph's service, by subgraph. */
  readonly roles: ReadonlyMap<string, string>;
  readonly remove: () => void;
}

/** Creates the Secrets that docs/kubernetes.md lists, with real keys and databases at an address of the lab. */
export async function createLabSecrets(
  registry: readonly RegisteredSubgraph[],
  keys: ProductionKeys,
  databaseAddress: string,
): Promise<LabSecrets> {
  const root = mkdtempSync(join(tmpdir(), 'supergraph-secrets-'));
  const folderOf = (secret: string): string => join(root, secret);
  const write = (secret: string, file: string, content: string): void => {
    mkdirSync(folderOf(secret), { recursive: true });
    writeFileSync(join(folderOf(secret), file), content);
  };
  write('internal-private-key', 'internal-private.json', JSON.stringify(keys.internal.privateKey));
  write('internal-public-keys', 'internal-public.json', JSON.stringify(keys.internal.publicKeys));
  write('events-secret', 'secret', randomBytes(32).toString('hex'));
  const roles = new Map<string, string>();
  for (const { name } of registry) {
    const url = new URL(await createTestDatabase(name));
    url.host = `${databaseAddress}:5432`;
    write(`${name}-database-owner`, 'url', url.href);
    const role = `${url.username}_service`;
    const password = randomBytes(12).toString('hex');
    await runSql(
      inject('postgresAdminUrl'),
      `create role ${escapeIdentifier(role)} login password ${escapeLiteral(password)}`,
    );
    roles.set(name, role);
    Object.assign(url, { username: role, password });
    write(`${name}-database`, 'url', url.href);
  }
  return { folderOf, write, roles, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Lets a Pod of the lab stand for the PostgreSQL server of the test run. */
export async function serveDatabase(pod: LabPod): Promise<void> {
  const { hostname, port } = new URL(inject('postgresAdminUrl'));
  await pod.listen(5432, (socket) => {
    const upstream = connect(Number(port), hostname);
    socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
    socket.pipe(upstream).pipe(socket);
  });
}
