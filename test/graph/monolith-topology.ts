import {
  type Monolith,
  readMonolithConfig,
  startMonolith,
} from '@supergraph/launcher/monolith/start-monolith.ts';
import { anonymous } from '@supergraph/service-kit/identity/viewer.ts';
import { endless } from '@supergraph/service-kit/lifetime.ts';
import type { SubgraphRuntime } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { graphql } from 'graphql';
import type { Answer } from './answer.ts';
import { createDemoDatabase } from './demo-database.ts';
import type { Person } from './people.ts';
import { runSql } from './run-sql.ts';
import type { RunningTopology, TestSubgraph, TopologyOptions } from './topology.ts';

/** Starts the gateway and the subgraphs as one service, with the same two databases. */
export async function startInOne({ env, gatewayEnv }: TopologyOptions): Promise<RunningTopology> {
  const urls = { users: await createDemoDatabase('users'), orders: await createDemoDatabase('orders') };
  const statements = { users: [] as string[], orders: [] as string[] };
  const databases = { USERS_DATABASE_URL: urls.users, ORDERS_DATABASE_URL: urls.orders };
  const config = readMonolithConfig({ ...env, ...databases, ...gatewayEnv }, ['users', 'orders']);
  const monolith = await startMonolith(config, {
    users: { onStatement: (sql) => statements.users.push(sql) },
    orders: { onStatement: (sql) => statements.orders.push(sql) },
  });
  const subgraph = (name: 'users' | 'orders'): TestSubgraph => ({
    get url(): never {
      throw new Error(`In one process ${name} has no URL: skip this test there.`);
    },
    databaseUrl: urls[name],
    takeStatements: () => statements[name].splice(0),
    sql: (text, values = []) => runSql(urls[name], text, values),
    ask: (query, variables, as) => askInProcess(findSubgraph(monolith, name), query, variables, as),
    start: () => refuse(name),
    stop: () => refuse(name),
  });
  return {
    origin: monolith.url,
    users: subgraph('users'),
    orders: subgraph('orders'),
    stop: monolith.stop,
  };
}

function findSubgraph({ subgraphs }: Monolith, name: string): SubgraphRuntime {
  const found = subgraphs.find((subgraph) => subgraph.name === name);
  if (found === undefined) throw new Error(`The monolith has no subgraph ${name}`);
  return found;
}

/**
 * Executes with the context that the gateway creates for the viewer. There is no HTTP, and no HTTP status.
 */
async function askInProcess(
  { schema, createContext, formatError }: SubgraphRuntime,
  source: string,
  variableValues: Readonly<Record<string, unknown>>,
  as: Person | 'anonymous',
): Promise<Answer> {
  const viewer = as === 'anonymous' ? anonymous : { ...as, scopes: new Set(as.scopes) };
  const result = await graphql({
    schema,
    source,
    variableValues,
    contextValue: createContext(viewer, endless),
  });
  const answer = { ...result, errors: result.errors?.map((error) => formatError(error.toJSON(), error)) };
  // Converts through JSON, so that a test sees the same as between processes: dates are strings, objects are
  // plain.
  const { data, errors = [] } = JSON.parse(JSON.stringify(answer));
  return { status: 200, data, errors };
}

async function refuse(name: string): Promise<never> {
  throw new Error(`In one process ${name} cannot be stopped on its own: skip this test there.`);
}
