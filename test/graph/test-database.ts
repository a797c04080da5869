import { inject } from 'vitest';
import { createDatabase } from './create-database.ts';

/** Makes an empty database with a role of its own, and returns the role's URL. */
export function createTestDatabase(prefix: string): Promise<string> {
  return createDatabase(inject('postgresAdminUrl'), prefix);
}
