import { randomUUID } from 'node:crypto';
import { detachText } from '@supergraph/service-kit/bounded-cache.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import { type RequestRecord, requestScope } from '@supergraph/service-kit/request-scope.ts';
import type { CarriedOutcome } from './websocket-operation.ts';

/**
 * Runs an operation of a WebSocket as a request of its own, with its own id. Logs one line once it is answered, or once its
 * subscription has ended.
 */
export function runLogged(
  connection: RequestRecord,
  log: Log,
  run: (record: RequestRecord, onEnd: () => void) => Promise<CarriedOutcome>,
): Promise<CarriedOutcome> {
  // The text of a new UUID has many pieces, which would stay in memory.
  const record = connection.child(detachText(randomUUID()));
  const startedAt = performance.now();
  const write = (message: string): void => {
    const ms = Math.round(performance.now() - startedAt);
    requestScope.run(record, () => log.info({ door: 'websocket', ms, ...record.describe() }, message));
  };
  return requestScope.run(record, async () => {
    try {
      const outcome = await run(record, () => write('subscription ended'));
      if (outcome.kind !== 'stream') write('answered');
      return outcome;
    } catch (error) {
      record.addError(error instanceof RefusedError ? error.refusal.code : 'INTERNAL_SERVER_ERROR');
      write('answered');
      throw error;
    }
  });
}
