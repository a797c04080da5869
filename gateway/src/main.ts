import cluster from 'node:cluster';
import { readConfig } from '@supergraph/service-kit/config.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { runProcess } from '@supergraph/service-kit/run-process.ts';
import { processSettings } from '@supergraph/service-kit/service-settings.ts';
import { startWorkers } from '@supergraph/service-kit/workers/start-workers.ts';
import { readWorkerCount } from './workers/worker-count.ts';

await runProcess(process, async (env, overrides) => {
  const workers = readWorkerCount(env);
  if (workers > 1 && cluster.isPrimary) {
    const { mode, logLevel } = readConfig(env, processSettings);
    const log = createLog({ service: 'gateway', mode, level: logLevel });
    return startWorkers(process, workers, log, overrides);
  }
  // Loaded here only, so that the process that starts workers stays small.
  const { serve } = await import('./serve.ts');
  return serve(env, overrides);
});
