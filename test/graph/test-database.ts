import { inject } from 'vitest';
import { createDatabase } from './create-database.ts';

/** Creates an empty database with its own role, and returns the role's URL. */
export function createTestDatabase(prefix: string): Promise<string> {
  return createDatabase(inject('postgresAdminUrl'), prefix);
}
