import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@supergraph/service-kit/config.ts';
import type { SubgraphDefinition } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { startTestSubgraph } from './start-test-subgraph.ts';
import { testEnvironment } from './test-environment.ts';
import type { TestSubgraph } from './topology.ts';

/** Shared by all, so that one can read the events of another. */
const EVENTS_SECRET = 'the secret of all lone subgraphs of tests';

/** Starts one subgraph without a graph, for the tests in its own folder. It must be stopped. */
export async function startLoneSubgraph<Tables, Data extends object>(
  name: string,
  definition: SubgraphDefinition<Tables, Data>,
  more: Environment = {},
): Promise<TestSubgraph> {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-subgraph-'));
  const env = { ...testEnvironment, EVENTS_SECRET, DATA_DIR: dataDir, DEMO_DATA: 'on', ...more };
  const subgraph = await startTestSubgraph(name, definition, env, dataDir);
  return {
    ...subgraph,
    stop: async () => {
      await subgraph.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
