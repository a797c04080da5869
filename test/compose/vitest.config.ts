import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/compose/docker-setup.ts'],
    include: ['test/compose/**/*.test.ts'],
    // Each file runs a graph of five containers, so one file at a time.
    fileParallelism: false,
    testTimeout: 120_000,
    // The first build pulls two images and installs the packages.
    hookTimeout: 900_000,
  },
});
