import type { Reporter, Vitest } from 'vitest/node';

/**
 * Creates a reporter that ends a run with its duration, the skipped tests, and the suites that this mode (see
 * vitest.config.ts) leaves out.
 */
export function createRunSummary(
  suites: readonly string[],
  manyCases: readonly string[],
  inOneProcess: readonly string[],
): Reporter {
  const few = `most cases of ${manyCases.join(', ')}`;
  const once = `in one process ${inOneProcess.join(', ')}`;
  const leftOut: ReadonlyMap<string, string> = new Map([
    ['quick', `${suites.join(', ')}, ${few}, ${once} (npm run test:suites)`],
    ['suites', `all but ${suites.join(', ')}, ${manyCases.join(', ')} and ${once} (npm test)`],
  ]);
  let vitest: Vitest | undefined;
  let begunAt = performance.now();
  return {
    onInit(started) {
      vitest = started;
    },
    onTestRunStart() {
      begunAt = performance.now();
    },
    onTestRunEnd(modules) {
      const seconds = Math.round((performance.now() - begunAt) / 1_000);
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const skipped = tests.filter((test) => test.result().state === 'skipped');
      // A filter by name skips all other tests.
      const named = vitest?.config.testNamePattern === undefined ? skipped : [];
      const lines = [
        `${tests.length} tests in ${modules.length} files took ${Math.floor(seconds / 60)} min ${seconds % 60} s; ${skipped.length} skipped`,
        ...named.map(
          (test) => `  skipped in ${test.project.name}: ${test.module.relativeModuleId}: ${test.fullName}`,
        ),
        ...[
          leftOut.get(String(vitest?.config.mode)) ?? [],
          'compose (npm run test:compose), hive (npm run test:hive)',
        ]
          .flat()
          .map((what) => `  left out: ${what}`),
      ];
      vitest?.logger.log(`\n${lines.join('\n')}\n`);
    },
  };
}
