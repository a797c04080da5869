import { createHttpSubgraph } from '@supergraph/engine';
import { expect, onTestFinished, test } from 'vitest';
import { createRequest } from '../../engine/test/kit/create-request.ts';
import { createDemoDatabase } from '../graph/demo-database.ts';
import { findFreePort } from '../graph/free-port.ts';
import { createInternalToken } from '../graph/internal-token.ts';
import { userId } from '../graph/people.ts';
import { runSql } from '../graph/run-sql.ts';
import { spawnService } from '../graph/service-process.ts';
import { testEnvironment } from '../graph/test-environment.ts';
import { createTestFolder } from '../graph/test-folder.ts';

const steps = ['PAID', 'SHIPPED', 'DELIVERED'];

test('a gateway misses and repeats no event while the subgraph is killed and drained repeatedly', async () => {
  const dataDir = createTestFolder('resume-');
  const databaseUrl = await createDemoDatabase('orders');
  const port = String(await findFreePort());
  const env = {
    ...testEnvironment,
    DATA_DIR: dataDir,
    ORDERS_PORT: port,
    ORDERS_DATABASE_URL: databaseUrl,
    EVENT_POLL_MS: '50',
  };
  let service = spawnService('subgraphs/orders/src/main.ts', env);
  onTestFinished(() => void service.process.kill('SIGKILL'));
  await service.ready;
  const subgraph = createHttpSubgraph({
    url: `http://127.0.0.1:${port}/graphql`,
    headers: async () => ({ authorization: `Bearer ${await createInternalToken(dataDir, 'orders')}` }),
    ownCredentials: true,
  });
  onTestFinished(() => subgraph.close?.());
  const query = 'subscription { ordersChanged { kind order { id } } }';
  const request = createRequest({ query, body: JSON.stringify({ query }) });
  const began = Promise.withResolvers<string>();
  const seen = new Map<string, string[]>();
  const following = (async () => {
    const events = subgraph.subscribe?.({
      ...request,
      operationKind: 'subscription',
      onCursor: began.resolve,
    });
    let count = 0;
    for await (const { data } of events ?? []) {
      const { ordersChanged } = Object(data);
      const kinds = seen.get(ordersChanged.order.id) ?? [];
      seen.set(ordersChanged.order.id, [...kinds, ordersChanged.kind]);
      count += 1;
      if (count === 12 * (steps.length + 1)) return;
    }
  })();
  await began.promise;
  const ids: string[] = [];
  for (let n = 0; n < 12; n += 1) {
    const [row] = await runSql(
      databaseUrl,
      `insert into orders (customer_id, total_amount, currency, idempotency_key) values ($1, 1, 'EUR', $2) returning id`,
      [userId(2), `resume-${n}`],
    );
    ids.push(String(row?.id));
    if (n % 4 === 3) {
      service.process.kill(n === 7 ? 'SIGTERM' : 'SIGKILL');
      await service.ended;
    }
    for (const step of steps)
      await runSql(databaseUrl, 'update orders set status = $1 where id = $2', [step, row?.id]);
    if (n % 4 === 3) {
      service = spawnService('subgraphs/orders/src/main.ts', env);
      await service.ready;
    }
  }
  await following;
  expect([...seen.keys()]).toEqual(ids);
  for (const kinds of seen.values()) expect(kinds).toEqual(['PLACED', ...steps]);
}, 60_000);
