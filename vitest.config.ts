import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { createRunSummary } from './test/reporting/run-summary.ts';

/** Suites with their own configuration. */
const notHere = ['**/node_modules/**', 'test/compose/**', 'test/hive/**'];

/**
 * Suites that attack, break, build or start whole systems. `npm run test:suites` runs only these, `npm test`
 * all others, `npm run test:all` everything.
 */
const suiteNames = [
  'alerts',
  'attack',
  'backup',
  'brokers',
  'browser',
  'chaos',
  'commands',
  'growing',
  'kubernetes',
  'launcher',
  'memory',
  'packages',
  'store',
  'workers',
];
const suites = suiteNames.map((name) => `test/${name}/**/*.test.ts`);

/** Tests of generated cases: `npm test` runs a share of the cases, the suites run all. */
const manyCases = [
  'engine/test/cache/interleavings.test.ts',
  'engine/test/defer/merged.test.ts',
  'engine/test/differential/differential.test.ts',
  'engine/test/reload/reloads-under-load.test.ts',
  'test/known/differential.test.ts',
  'test/live/reload-with-many.test.ts',
  'test/observe/cardinality.test.ts',
];

/** Tests of rules that one service keeps alone: `npm test` runs them with services, the suites in one process too. */
const rulesOfServices = [
  'filters',
  'idempotency',
  'money',
  'order-actions',
  'order-history',
  'order-input',
  'order-search',
  'order-status',
  'page-arguments',
  'page-walk',
  'stock-concurrency',
  'user-changes',
  'user-registration',
].map((name) => `test/${name}.test.ts`);

/** Tests that start no graph, so that they do not depend on its topology. */
const withoutGraph = [
  'api-reference',
  'compose-file',
  'configuration-doc',
  'documented-commands',
  'editor-files',
  'error-codes',
  'kubernetes-files',
  'workflows',
].map((name) => `test/${name}.test.ts`);

/** File to write a report for CI to. */
const report = process.env.TEST_REPORT;
const jsonTo = (outputFile: string): ['json', { readonly outputFile: string }] => ['json', { outputFile }];

export default defineConfig(({ mode }) => ({
  resolve: {
    // One copy of graphql-js for ESM and CommonJS importers; two refuse each other's schemas.
    alias: [
      { find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql/index.js')) },
      // Apollo's integration test suite is written for Jest.
      {
        find: '@jest/globals',
        replacement: fileURLToPath(new URL('test/http/apollo-suite/jest-globals.ts', import.meta.url)),
      },
    ],
  },
  test: {
    globalSetup: ['test/graph/postgres-setup.ts'],
    reporters: [
      'default',
      createRunSummary(suiteNames, manyCases, rulesOfServices),
      ...(report === undefined ? [] : [jsonTo(report)]),
    ],
    // Otherwise Node resolves its imports, and Node knows no alias.
    server: { deps: { inline: ['@apollo/server-integration-testsuite'] } },
    // Files of one worker share their imports, and the graph of files that only read.
    isolate: false,
    provide: { cases: mode === 'quick' ? 'few' : 'all' },
    // Time limits end hanging tests. No machine is too slow for them.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // Most code of a run is executed a few times, above all that of each new planner thread. Optimizing it later saves
    // 15 % of the CPU time.
    execArgv: ['--invocation-count-for-maglev=10000', '--invocation-count-for-turbofan=30000'],
    // Tests wait for their services about as long as they compute.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'services',
          provide: { topology: 'services' },
          include: mode === 'suites' ? [...suites, ...manyCases] : ['**/test/**/*.test.ts'],
          exclude: [...notHere, 'test/chaos/**', ...(mode === 'quick' ? suites : [])],
        },
      },
      // The behaviours of the graph again, with the whole graph in one process.
      {
        extends: true,
        test: {
          name: 'monolith',
          provide: { topology: 'monolith' },
          include:
            mode === 'suites'
              ? rulesOfServices
              : [
                  'test/*.test.ts',
                  'test/database/database-faults.test.ts',
                  'test/live/subscriptions.test.ts',
                ],
          exclude: [...withoutGraph, ...(mode === 'quick' ? rulesOfServices : [])],
        },
      },
      // Runs after all others, since other load on the machine would look like a fault.
      {
        extends: true,
        test: {
          name: 'chaos',
          include: mode === 'quick' ? [] : ['test/chaos/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
}));
