import { subgraphFolder } from '@supergraph/schema/registry.ts';
import { runProcess } from '@supergraph/service-kit/run-process.ts';
import { serveSubgraph } from '@supergraph/service-kit/subgraph/serve-subgraph.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { startObserved } from '@supergraph/service-kit/telemetry/telemetry.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import { createMockRuntime } from './mock-runtime.ts';

// Serves the subgraph that the first argument names, with mocks in place of its code.
await runProcess(process, async (env, overrides) => {
  const name = process.argv[2] ?? '';
  // A mock opens no database. Its other settings are those of the subgraph.
  const unused = { [`${variablePrefix(name)}_DATABASE_URL`]: 'postgres://unused.invalid/unused' };
  const config = readSubgraphConfig(name, { ...env, ...unused });
  return startObserved(name, config.telemetry, overrides, async (telemetry) =>
    serveSubgraph(config, await createMockRuntime(subgraphFolder(name), config, telemetry), overrides),
  );
});
