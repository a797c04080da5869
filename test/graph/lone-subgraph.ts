import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SubgraphDefinition } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { startTestSubgraph } from './start-test-subgraph.ts';
import { testEnvironment } from './test-environment.ts';
import type { TestSubgraph } from './topology.ts';

/** Starts one subgraph without a graph, for the tests in its own folder. It must be stopped. */
export async function startLoneSubgraph<Tables, Data extends object>(
  name: string,
  definition: SubgraphDefinition<Tables, Data>,
): Promise<TestSubgraph> {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-subgraph-'));
  const env = { ...testEnvironment, DATA_DIR: dataDir, DEMO_DATA: 'on' };
  const subgraph = await startTestSubgraph(name, definition, env, dataDir);
  return {
    ...subgraph,
    stop: async () => {
      await subgraph.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
