import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // One copy of graphql-js for ESM and CommonJS importers, since two copies reject each other's schemas.
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql/index.js')) }],
  },
  test: {
    globalSetup: ['test/hive/peers-setup.ts', 'test/graph/postgres-setup.ts'],
    include: ['test/hive/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
