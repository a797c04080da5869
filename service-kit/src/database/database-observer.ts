import type pg from 'pg';
import { createBoundedLabel, otherLabel } from '../telemetry/bounded-label.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** Observer of the connections and statements of a service. */
export interface DatabaseObserver {
  readonly observePool: (pool: pg.Pool, poolSize: number) => void;
  /** Called when a statement is sent. The result is called when it has ended, with its failure if it failed. */
  readonly statementBegins: ((sql: string) => (failure?: unknown) => void) | undefined;
}

/** Creates the observer for the metrics of the pool `name`. */
export function createDatabaseMetrics(metrics: Metrics, name: string): DatabaseObserver {
  const attributes = { 'db.client.connection.pool.name': name };
  const recordDuration = metrics.histogram('db.client.operation.duration');
  const labelOf = createBoundedLabel({ others: 50 });
  const statementBegins = () => {
    const startedAt = performance.now();
    return (failure?: unknown): void =>
      recordDuration(
        (performance.now() - startedAt) / 1_000,
        failure === undefined ? attributes : { ...attributes, 'error.type': labelOf(sqlStateOf(failure)) },
      );
  };
  return {
    statementBegins: metrics.isOn ? statementBegins : undefined,
    observePool(pool, poolSize) {
      metrics.observe('db.client.connection.count', () => [
        { value: pool.idleCount, attributes: { ...attributes, 'db.client.connection.state': 'idle' } },
        {
          value: pool.totalCount - pool.idleCount,
          attributes: { ...attributes, 'db.client.connection.state': 'used' },
        },
      ]);
      metrics.observe('db.client.connection.max', () => [{ value: poolSize, attributes }]);
      metrics.observe('db.client.connection.pending_requests', () => [
        { value: pool.waitingCount, attributes },
      ]);
    },
  };
}

/** Returns the SQLSTATE of a failure, or `_OTHER` if it has none. */
function sqlStateOf(failure: unknown): string {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : otherLabel;
}
