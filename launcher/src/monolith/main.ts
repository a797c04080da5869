import { readRegistry } from '@supergraph/schema/registry.ts';
import { runProcess } from '@supergraph/service-kit/run-process.ts';
import { readMonolithConfig, startMonolith } from './start-monolith.ts';

const names = readRegistry().map(({ name }) => name);

await runProcess(process, async (env, overrides) =>
  startMonolith(readMonolithConfig(env, names), {}, overrides),
);
