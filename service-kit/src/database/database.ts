import { Kysely, PostgresDialect } from 'kysely';
import { endless, type Lifetime } from '../lifetime.ts';
import type { DatabasePool } from './database-pool.ts';

/**
 * Returns the typed database on connections of a pool, for one lifetime. When that ends, the running statement is
 * cancelled and no other starts. Cheap enough to call for each request.
 */
export function createDatabase<Tables>(pool: DatabasePool, lifetime: Lifetime = endless): Kysely<Tables> {
  const connect = () => pool.connect(lifetime);
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect, end: pool.end, options: {} } }),
  });
}
