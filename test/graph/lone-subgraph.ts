import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StartService, startTestSubgraph } from './start-test-subgraph.ts';
import { testEnvironment } from './test-environment.ts';
import type { TestSubgraph } from './topology.ts';

/** Starts one subgraph without a graph around it, for the tests of its own folder. It must be stopped. */
export async function startLoneSubgraph(name: string, startService: StartService): Promise<TestSubgraph> {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-subgraph-'));
  const env = { ...testEnvironment, DATA_DIR: dataDir, DEMO_DATA: 'on' };
  const subgraph = await startTestSubgraph(name, startService, env, dataDir);
  return {
    ...subgraph,
    stop: async () => {
      await subgraph.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
