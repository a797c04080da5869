import type { Environment } from '@supergraph/service-kit/config.ts';
import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import { startSubgraph } from '@supergraph/service-kit/subgraph/serve-subgraph.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import type { SubgraphDefinition } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import { postOperation } from './answer.ts';
import { createDemoDatabase } from './demo-database.ts';
import { findFreePort } from './free-port.ts';
import { createInternalToken } from './internal-token.ts';
import { runSql } from './run-sql.ts';
import type { TestSubgraph } from './topology.ts';

/** Starts a subgraph as a separate server, on a free port (unless the environment names one) and a database with the demo data. */
export async function startTestSubgraph<Tables, Data extends object>(
  name: string,
  definition: SubgraphDefinition<Tables, Data>,
  env: Environment,
  dataDir: string,
): Promise<TestSubgraph> {
  const databaseUrl = await createDemoDatabase(name);
  const prefix = variablePrefix(name);
  const port = env[`${prefix}_PORT`] ?? String(await findFreePort());
  const config = readSubgraphConfig(name, {
    ...env,
    [`${prefix}_PORT`]: port,
    [`${prefix}_DATABASE_URL`]: databaseUrl,
  });
  const statements: string[] = [];
  let running: RunningService | undefined;
  const start = async (): Promise<void> => {
    running = await startSubgraph(definition, config, { onStatement: (sql) => statements.push(sql) });
  };
  await start();
  const url = `http://127.0.0.1:${port}/graphql`;
  return {
    url,
    databaseUrl,
    takeStatements: () => statements.splice(0),
    sql: (text, values = []) => runSql(databaseUrl, text, values),
    ask: async (query, variables, as) =>
      postOperation(url, await createInternalToken(dataDir, name, as), { query, variables }),
    start,
    stop: async () => running?.stop(),
  };
}
