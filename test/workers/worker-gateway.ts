import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { expect } from 'vitest';
import { createHttpConnection } from '../graph/http-connection.ts';
import type { ProductionKeys } from '../graph/production-keys.ts';
import type { ServiceProcess } from '../graph/service-process.ts';
import { spawnGateway } from '../graph/spawn-gateway.ts';

/** A gateway of several workers, with production's log. */
export interface WorkerGateway {
  readonly service: ServiceProcess;
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sends `{ me { name } }` on a new connection, and returns the status. Rejects if the connection is lost. */
  readonly ask: () => Promise<number>;
  /** Returns the process ids of the workers that run, by slot. */
  readonly pids: () => ReadonlyMap<number, number>;
  /** Ends one worker after the other, so often. Each time, both serve. */
  readonly endWorkers: (signal: 'SIGTERM' | 'SIGKILL', rounds: number) => Promise<void>;
  /** Asks `/ready` until every worker has answered, and returns the answers by worker. */
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of any answer
  readonly readyOfAll: (workers: number) => Promise<ReadonlyMap<number, any>>;
}

/** Starts a gateway of two workers, and waits until both serve. It stops with the test. */
export async function startWorkerGateway(keys: ProductionKeys, env: Environment): Promise<WorkerGateway> {
  const { service, origin, headers } = await spawnGateway(keys, {
    WORKERS: '2',
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    ...env,
  });
  const ask = async (): Promise<number> => {
    const connection = createHttpConnection(origin);
    try {
      return (await connection.send({ headers, body: '{"query":"{ me { name } }"}' })).status;
    } finally {
      connection.close();
    }
  };
  const linesOf = (message: string) => service.log().filter(({ msg }) => msg === message);
  const pids = (): ReadonlyMap<number, number> =>
    new Map(linesOf('started a worker').map(({ worker, pid }) => [Number(worker), Number(pid)]));
  return {
    service,
    origin,
    headers,
    ask,
    pids,
    async endWorkers(signal, rounds) {
      for (let round = 1; round <= rounds; round += 1) {
        process.kill(pids().get((round % 2) + 1) ?? 0, signal);
        const again = () => linesOf('the worker serves again').length;
        await expect.poll(again, { timeout: 60_000 }).toBe(round);
        await sleep(500);
      }
    },
    async readyOfAll(workers) {
      const found = new Map<number, unknown>();
      const askOne = async (): Promise<void> => {
        const connection = createHttpConnection(origin);
        const { json } = await connection.send({ method: 'GET', path: '/ready' });
        connection.close();
        found.set(json.worker, json);
      };
      // Of several connections at once, each free worker takes some.
      while (found.size < workers) await Promise.all(Array.from({ length: 8 }, askOne));
      return found;
    },
  };
}
