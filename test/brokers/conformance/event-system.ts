import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RestartableService, startRestartable } from '../../chaos/system/restartable-service.ts';
import { startTcpProxy, type TcpProxy } from '../../chaos/system/tcp-proxy.ts';
import { postOperation } from '../../graph/answer.ts';
import { createDatabase } from '../../graph/create-database.ts';
import { findFreePort } from '../../graph/free-port.ts';
import { createInternalToken } from '../../graph/internal-token.ts';
import { runSql } from '../../graph/run-sql.ts';
import { testEnvironment } from '../../graph/test-environment.ts';
import type { Broker, BrokerKind } from '../system/broker.ts';

/** One process that emits events, and two of a group that handle them, each of which can be killed. */
export interface EventSystem {
  readonly producer: RestartableService;
  readonly consumers: readonly [RestartableService, RestartableService];
  readonly broker: Broker | undefined;
  /** Connections of all processes to the broker, or undefined without one. */
  readonly line: TcpProxy | undefined;
  /** Increments a counter through the API of the producer. Returns the answer. */
  readonly increment: (counter: string) => Promise<unknown>;
  readonly producerSql: (text: string) => ReturnType<typeof runSql>;
  readonly consumerSql: (text: string) => ReturnType<typeof runSql>;
  readonly stop: () => Promise<void>;
}

/** Starts the system on a broker, or without one. The processes start before a real broker. It must be stopped. */
export async function startEventSystem(adminUrl: string, kind: BrokerKind | undefined): Promise<EventSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-events-'));
  const databases = {
    counting: await createDatabase(adminUrl, 'counting'),
    noting: await createDatabase(adminUrl, 'noting'),
  };
  const broker = await kind?.start();
  // Kafka's brokers tell their clients to connect to them directly.
  const isMock = kind?.isMock === true;
  const line = broker && !isMock ? await startTcpProxy(Number(new URL(broker.url).port)) : undefined;
  if (!isMock) await broker?.kill();
  const countingPort = await findFreePort();
  const env = {
    ...testEnvironment,
    DATA_DIR: dataDir,
    EVENTS_URL: broker && (line ? withPort(broker.url, line.port) : broker.url),
  };
  const producer = await startRestartable('test/brokers/conformance/counting.ts', {
    ...env,
    COUNTING_PORT: String(countingPort),
    COUNTING_DATABASE_URL: databases.counting,
  });
  const startConsumer = async (name: string) =>
    startRestartable('test/brokers/conformance/noting.ts', {
      ...env,
      NOTING_PORT: String(await findFreePort()),
      NOTING_DATABASE_URL: databases.noting,
      COUNTING_EVENTS_URL: `http://127.0.0.1:${countingPort}/events`,
      PROCESS_NAME: name,
    });
  const consumers = [await startConsumer('one'), await startConsumer('two')] as const;
  if (!isMock) await broker?.start();
  return {
    producer,
    consumers,
    broker,
    line,
    increment: async (counter) =>
      postOperation(
        `http://127.0.0.1:${countingPort}/graphql`,
        await createInternalToken(dataDir, 'counting'),
        {
          query: 'mutation ($counter: String!) { increment(counter: $counter) }',
          variables: { counter },
        },
      ),
    producerSql: (text) => runSql(databases.counting, text),
    consumerSql: (text) => runSql(databases.noting, text),
    async stop() {
      for (const service of [producer, ...consumers]) await service.stop();
      await line?.stop();
      await broker?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
