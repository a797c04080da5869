import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // One copy of graphql-js for ESM and CommonJS importers; two refuse each other's schemas.
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql/index.js')) }],
  },
  test: {
    globalSetup: ['test/graph/postgres-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Tests wait for their services more than they compute: Vitest takes a core less than there are,
    // which is one of two.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        extends: true,
        test: {
          name: 'services',
          provide: { topology: 'services' },
          include: ['**/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/compose/**', 'test/hive/**', 'test/chaos/**'],
        },
      },
      // The behaviours of the graph once more, with all of it in one process.
      {
        extends: true,
        test: {
          name: 'monolith',
          provide: { topology: 'monolith' },
          include: ['test/*.test.ts', 'test/database/database-faults.test.ts'],
          exclude: ['test/compose-file.test.ts', 'test/configuration-doc.test.ts'],
        },
      },
      // After all others: what keeps the machine busy would look like one of its faults.
      {
        extends: true,
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
