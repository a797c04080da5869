import { Kysely, PostgresDialect } from 'kysely';
import { endless, type Lifetime } from '../lifetime.ts';
import type { DatabasePool } from './database-pool.ts';

/**
 * The typed database, on connections of a pool, for as long as somebody waits: a statement is cancelled and none is
 * begun after that. It costs nothing to make one for each request.
 */
export function createDatabase<Tables>(pool: DatabasePool, lifetime: Lifetime = endless): Kysely<Tables> {
  const connect = () => pool.connect(lifetime);
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect, end: pool.end, options: {} } }),
  });
}
